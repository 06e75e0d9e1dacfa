"""Curves that grow while the training runs."""

from typing import Any

from helpers.callbacks.history import History
from helpers.layer import whole_number
from helpers.metrics import Logs


class LivePlot(History):
    """Redraw the curves of loss and metrics each time `every` epochs are done, in a notebook.

    What callbacks before it add to the logs is drawn too. Without a notebook or matplotlib it
    draws nothing and says nothing; `history` and `epoch` are kept all the same.
    """

    def __init__(self, every: int = 1) -> None:
        super().__init__()
        self.every = whole_number(every, "LivePlot's every", 1)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self.history, self.epoch = {}, []
        self.place: Any = None  # in the notebook; the first drawing finds it
        self.drawn = 0  # epochs that the figure shows

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        super().on_epoch_end(epoch, logs)
        if len(self.epoch) % self.every == 0:
            self.draw()

    def on_train_end(self, logs: Logs | None = None) -> None:
        if self.drawn < len(self.epoch):
            self.draw()

    def draw(self) -> None:
        """Show the curves so far, in the place of those shown before."""
        if not self.history or not _in_notebook():
            return
        try:
            from helpers.plots import plot_history

            figure = plot_history(self)
        except ImportError:  # no matplotlib
            return
        from IPython.display import display

        if self.place is None:
            self.place = display(figure, display_id=True)
        else:
            self.place.update(figure)
        self.drawn = len(self.epoch)


def _in_notebook() -> bool:
    """Whether the program runs in a kernel, so that a figure shown once can be redrawn."""
    try:
        from IPython import get_ipython
    except ImportError:
        return False
    return hasattr(get_ipython(), "kernel")
