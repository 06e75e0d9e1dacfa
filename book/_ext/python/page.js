// Python in the page.

globalThis.pythonInPage = PYTHON_IN_PAGE;
