"""Python in a page of the book: what runs a reader's code there, and what is said of it.

Everything here also runs outside a browser, and is tested there. The page talks to a `Session`;
all that it returns is text in JSON.
"""

from helpers.in_page.session import Session

__all__ = ["Session"]
