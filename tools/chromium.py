"""Find a Chromium for the browser tests, or install one.

    python tools/chromium.py              print the path of the one that is found
    python tools/chromium.py --install    install one first where none is found

Looked for in this order: the environment variable CHROMIUM, a Chromium without windows (a "headless
shell", which opens pages in a fifth less time), Playwright's own download, an installed Chromium
or Chrome. ``--install`` tries that download, then, for root on Debian, the package; and the library
that Playwright's driver misses on a bare Debian. Without any of them it says so, and fails only
where the variable CI is "true".
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SHELL = "chromium-headless-shell"
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
PLACES = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
# The lists below an address bar that nobody sees: two pages more in every window. And signals in
# the place of bounds: where a WebAssembly reads too far, a shell takes them for a crash of its own.
# The other names are those that Playwright switches off, in a list that ours replaces.
DISABLED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebAssemblyTrapHandler,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,TcpPortRandomizationWin,"
    "OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch"
)
# What a headless Chromium needs in a container, and what keeps it from calling home.
ARGUMENTS = [
    f"--disable-features={DISABLED}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def candidates() -> Iterator[str]:
    """Yield the paths where a Chromium may be, the first choice first."""
    if chosen := os.environ.get("CHROMIUM"):
        yield chosen
    if path := shutil.which(SHELL):
        yield path
    yield from playwrights_own()
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    yield from PLACES


def playwrights_own() -> list[str]:
    """Where Playwright keeps what it downloads: its shells, and its Chromium, there or not."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.executable_path
    folder = Path(chromium).parents[2]
    return [*map(str, folder.glob("chromium_headless_shell-*/*/*headless?shell")), chromium]


def works(path: str) -> bool:
    """Say whether this file is a Chromium that starts here (a stub or a missing library: no)."""
    if not Path(path).is_file():
        return False
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, text=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0 and "Chrom" in answer.stdout


def driver_starts() -> bool:
    """Say whether Playwright can drive a browser here (without libatomic it cannot)."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True).returncode == 0


def find() -> str | None:
    """Return the path of the first Chromium that works and can be driven, or None."""
    return next(filter(works, candidates()), None) if driver_starts() else None


def install() -> str | None:
    """Return a Chromium that works, after installing one if need be, or None."""
    if not driver_starts():
        debian("libatomic1")
    if found := find():
        return found
    print("No Chromium found: trying Playwright's own download ...", flush=True)
    environment = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "15000"} | os.environ
    shell = ["-m", "playwright", "install", "--only-shell", "chromium"]
    run([sys.executable, *shell], environment)
    for package in (SHELL, "chromium"):
        if found := find():
            return found
        debian(package)
    return find()


def debian(package: str) -> None:
    """Install a package of Debian's, for root; do nothing elsewhere."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Trying Debian's package {package} ...", flush=True)
        environment = {"DEBIAN_FRONTEND": "noninteractive"} | os.environ
        run(["apt-get", "update", "-q"], environment)
        run(["apt-get", "install", "-y", "-q", "--no-install-recommends", package], environment)


def run(command: list[str], environment: dict[str, str]) -> None:
    """Run a command, show what it prints, and go on whether it succeeds or not."""
    try:
        subprocess.run(command, env=environment, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error)


def main() -> int:
    path = install() if "--install" in sys.argv[1:] else find()
    if path:
        print(f"Chromium for the browser tests: {path}")
        return 0
    print("=" * 78)
    print(
        "NO CHROMIUM: THE BROWSER TESTS WILL BE SKIPPED. To run them, install Chromium or Chrome,"
    )
    print("or type: .venv/bin/python -m playwright install --with-deps chromium")
    if not driver_starts():
        print("Playwright itself does not start here. On Debian: apt-get install libatomic1")
    print("=" * 78, flush=True)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
