"""A machine to install on: this one's files, or those of another root, under a layer that is thrown away, with processes of its own."""
import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

# The layer takes what is written; all processes inside end with the first one.
SETUP = """
set -e
mount --make-rprivate /
{layer}
mkdir {folder}/upper {folder}/work {folder}/system
mount -t overlay overlay -o lowerdir={lower},upperdir={folder}/upper,workdir={folder}/work {folder}/system
mount -t proc proc {folder}/system/proc
mount --rbind /dev {folder}/system/dev
mount -t tmpfs -o mode=0755 tmpfs {folder}/system/run
mount -t tmpfs -o mode=1777 tmpfs {folder}/system/tmp
rm -rf {folder}/system/var/lib/rounds {folder}/system/etc/rounds {folder}/system/etc/credstore/rounds.*
{also}
echo ready
read -r end || true
"""
IN_MEMORY = "mount -t tmpfs -o mode=0755,size=2g tmpfs {folder}"
# A folder that may be a mount of its own, which an overlay of the root does not show.
ALSO = """mkdir -p {folder}/also {folder}/also-work {folder}/system{path}
mount -t overlay overlay -o lowerdir={path},upperdir={folder}/also,workdir={folder}/also-work {folder}/system{path}"""


class Stage:
    def __init__(self, root, holder, process):
        self.root, self.holder, self.process = pathlib.Path(root), holder, process

    def command(self, *words):
        """The words of a command that runs `words` inside."""
        return ["nsenter", "--mount", "--pid", "--target", str(self.process), "chroot", str(self.root), *map(str, words)]

    def try_run(self, *words, text=None, env=None, seconds=180):
        clean = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}
        given = {"stdin": subprocess.DEVNULL} if text is None else {"input": text}
        return subprocess.run(self.command(*words), capture_output=True, text=True, timeout=seconds, env={**clean, **(env or {})}, **given)

    def run(self, *words, **options):
        """What it prints; fails when the command fails."""
        done = self.try_run(*words, **options)
        assert done.returncode == 0, f"{' '.join(map(str, words))}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def put(self, source, target):
        """Copies a file of the outside in."""
        with open(source, "rb") as content:
            subprocess.run(self.command("dd", f"of={target}", "bs=1M", "status=none"), stdin=content, check=True)

    def read(self, path):
        return self.run("cat", path)


def why_not():
    """Why there can be no stage here; nothing when there can."""
    if os.geteuid() != 0:
        return "only root can make a throw-away machine"
    probe = subprocess.run(["unshare", "--mount", "--pid", "--fork", "bash", "-c",
                            "mount --make-rprivate / && mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w /mnt/r && "
                            "mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r"],
                           capture_output=True, text=True)
    return "" if probe.returncode == 0 else f"no overlay of the file system can be mounted: {probe.stderr.strip()[-200:]}"


@contextlib.contextmanager
def stage(lower="/", also=None, in_memory=True):
    """`lower`: the root below. `also`: a folder of this machine that is there at the same path, as a copy. Not `in_memory`: what is
    written lies on disk, for whoever installs much."""
    folder = tempfile.mkdtemp(prefix="rounds-stage-", dir="/var/tmp")
    os.chmod(folder, 0o755)
    setup = SETUP.format(folder=folder, lower=lower, layer=IN_MEMORY.format(folder=folder) if in_memory else "",
                         also=ALSO.format(folder=folder, path=also) if also else "")
    holder = subprocess.Popen(["unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", setup],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert holder.stdout.readline() == "ready\n", holder.stderr.read()
        children = pathlib.Path(f"/proc/{holder.pid}/task/{holder.pid}/children").read_text().split()
        yield Stage(f"{folder}/system", holder, int(children[0]))
    finally:
        holder.kill()
        holder.wait()
        with contextlib.suppress(OSError):
            os.rmdir(folder) if in_memory else shutil.rmtree(folder)
