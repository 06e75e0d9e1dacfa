"""Chapter 8: how we watch and steer the training. One callback a file; all can be had from here."""

from helpers.callbacks.callback import Callback
from helpers.callbacks.callback_list import CallbackList
from helpers.callbacks.csv_logger import CSVLogger
from helpers.callbacks.early_stopping import EarlyStopping
from helpers.callbacks.history import History
from helpers.callbacks.learning_rate_scheduler import LearningRateScheduler
from helpers.callbacks.live_plot import LivePlot
from helpers.callbacks.model_checkpoint import ModelCheckpoint
from helpers.callbacks.progress import ProgressBar
from helpers.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from helpers.callbacks.roc_auc import RocAuc
from helpers.callbacks.terminate_on_nan import TerminateOnNaN
from helpers.callbacks.weight_recorder import WeightRecorder
from helpers.keras_words import missing

__all__ = [name for name in globals() if name[0].isupper()]

__getattr__ = missing(__name__)
