"""The configuration of the trial: the hub for a class with accounts that live as long as it does.

`tools/hub/running.py` starts it, and says in the environment which folder and ports are its own.
Students are no users of the machine here, so nobody is kept apart from anybody: for a trial only.
"""

import os

from tools.hub.places import OURS

c = get_config()  # noqa: F821
load_subconfig(str(OURS / "jupyterhub_config.py"))  # noqa: F821

folder = os.environ["HUB_TRIAL_FOLDER"]
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["HUB_TRIAL_PASSWORD"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = f"{folder}/homes/{{username}}"
c.JupyterHub.db_url = f"sqlite:///{folder}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{folder}/cookie_secret"
c.ConfigurableHTTPProxy.pid_file = f"{folder}/proxy.pid"
c.JupyterHub.hub_port = int(os.environ["HUB_TRIAL_PORT"])
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['HUB_TRIAL_PROXY_PORT']}"
if os.geteuid() == 0:  # in a container, mostly
    c.Spawner.args = [*c.Spawner.args, "--allow-root"]
