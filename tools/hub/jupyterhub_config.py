"""The configuration of a hub for a class, on one machine. `python -m tools.hub` starts it.

Students and teachers log in with their accounts of the machine, so the hub runs as root, and no
password stands here. What you want otherwise, write into a file of your own: its first line is
`load_subconfig("path/to/this/file")`, and the lines below it count. Start it with
`python -m tools.hub -f path/to/your/file`.
"""

import os
import sys
from pathlib import Path

from tools.hub.places import DATA, OURS, PROXY, STATE

STUDENTS, TEACHERS = "students", "teachers"  # groups of the machine; teachers see the admin page
MEMORY, PROCESSORS = "1G", 1.0  # the most for one student
KERNEL_IDLE, SERVER_IDLE = 60 * 60, 2 * 60 * 60  # seconds after which both are stopped

c = get_config()  # noqa: F821

# ---- where the hub listens: on this machine alone; a web server with TLS stands in front ----

c.JupyterHub.bind_url = os.environ.get("HUB_ADDRESS") or "http://127.0.0.1:8000"
c.ConfigurableHTTPProxy.command = [str(PROXY)]
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")  # made at the first start
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")

# ---- who may come in ----

c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {STUDENTS, TEACHERS}
c.PAMAuthenticator.admin_groups = {TEACHERS}

# ---- one server for each student, with limits ----

# Where systemd runs, it holds the limits, for all that a student starts. Elsewhere student.py holds
# each of a student's processes to the memory, and nothing holds the processors.
has_systemd = Path("/run/systemd/system").is_dir()
c.JupyterHub.spawner_class = "systemd" if has_systemd else "localprocess"
c.Spawner.mem_limit, c.Spawner.cpu_limit = MEMORY, PROCESSORS
c.Spawner.cmd = [sys.executable, str(OURS / "student.py")]
c.Spawner.default_url = "/lab/tree/convnets-by-hand/notebooks"
c.Spawner.environment = {
    "OPENBLAS_NUM_THREADS": "1",  # the products are small, and a class shares the processors
    # What is there is read, and never written: see tools/hub/data.py.
    **({"HELPERS_DATA_DIR": str(DATA)} if DATA.is_dir() else {}),
}
c.Spawner.start_timeout = c.Spawner.http_timeout = 180  # a class that starts at once waits

# ---- what nobody uses is stopped; notebooks are saved before, variables are lost ----

c.Spawner.args = [
    f"--MappingKernelManager.cull_idle_timeout={KERNEL_IDLE}",
    "--MappingKernelManager.cull_connected=True",  # also where a forgotten tab is open
]
c.JupyterHub.services = [
    {
        "name": "idle-culler",
        "command": [sys.executable, "-m", "jupyterhub_idle_culler", f"--timeout={SERVER_IDLE}"],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "idle-culler",
        "services": ["idle-culler"],
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
    }
]
