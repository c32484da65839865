"""Becomes the service that a unit describes, as far as this can be done without systemd: user, environment, credentials, file
system, capabilities, system calls. Run as root in a mount namespace of its own: as_service.py UNIT. What the unit forbids is
forbidden, so that a server which works here is not stopped by its unit. Left out: PrivateUsers, the device cgroup, limits
of memory and tasks."""
import ctypes
import errno
import os
import pathlib
import pwd
import resource
import shlex
import socket
import subprocess
import sys

import seccomp

PR_SET_NO_NEW_PRIVS, PR_CAPBSET_DROP = 38, 24
libc = ctypes.CDLL(None, use_errno=True)


def read_unit(path):
    """{key: [values]} of [Service]; an empty value forgets the earlier ones."""
    settings, section = {}, ""
    for line in pathlib.Path(path).read_text().splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line
        elif section == "[Service]" and line and line[0] not in "#;":
            key, _, value = line.partition("=")
            settings[key] = settings.get(key, []) + [value] if value else []
    return settings


def one(unit, key, default=""):
    return unit.get(key, [default])[-1] if unit.get(key) else default


def words(unit, key):
    return [word for value in unit.get(key, []) for word in value.split()]


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True)


def credentials(unit, name, user):
    folder = pathlib.Path("/run/credentials") / name
    folder.mkdir(parents=True)
    for value in unit.get("LoadCredential", []):
        identity, _, source = value.partition(":")
        source = pathlib.Path(source) if source.startswith("/") else pathlib.Path("/etc/credstore") / source
        if source.exists():
            (folder / identity).write_bytes(source.read_bytes())
            os.chown(folder / identity, user.pw_uid, user.pw_gid)
            os.chmod(folder / identity, 0o400)
    os.chown(folder, user.pw_uid, user.pw_gid)
    os.chmod(folder, 0o500)
    return folder


def environment(unit, user, folder):
    values = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "USER": user.pw_name, "HOME": user.pw_dir,
              "CREDENTIALS_DIRECTORY": str(folder)}
    for value in unit.get("Environment", []):
        for pair in shlex.split(value):
            key, _, text = pair.partition("=")
            values[key] = text.replace("%d", str(folder))
    for file in unit.get("EnvironmentFile", []):
        path = pathlib.Path(file.lstrip("-"))
        if path.exists() or not file.startswith("-"):
            for line in path.read_text().splitlines():
                if line.strip() and line[0] not in "#;":
                    key, _, text = line.partition("=")
                    values[key] = shlex.split(text)[0] if text else ""
    return values


def owned(base, names, mode, user):
    for name in names:
        path = pathlib.Path(base) / name
        path.mkdir(parents=True, exist_ok=True)
        os.chown(path, user.pw_uid, user.pw_gid)
        os.chmod(path, mode)
        yield str(path)


def file_system(unit, user):
    writable = [*owned("/var/lib", words(unit, "StateDirectory"), int(one(unit, "StateDirectoryMode", "755"), 8), user),
                *owned("/run", words(unit, "RuntimeDirectory"), int(one(unit, "RuntimeDirectoryMode", "755"), 8), user),
                *words(unit, "ReadWritePaths")]
    for path in writable + words(unit, "ExecPaths"):
        if not os.path.islink(path):
            mount("--bind", path, path)
    if one(unit, "PrivateTmp") == "yes":
        for path in ("/tmp", "/var/tmp"):
            mount("-t", "tmpfs", "-o", "mode=1777", "tmpfs", path)
    hidden = [path.lstrip("-") for path in words(unit, "InaccessiblePaths")]
    if one(unit, "ProtectHome") == "yes":
        hidden += ["/home", "/root", "/run/user"]
    for path in dict.fromkeys(hidden):
        if os.path.isdir(path):
            mount("-t", "tmpfs", "-o", "mode=0000,ro", "tmpfs", path)
    return writable


def restrict_files(unit, writable):
    """Every mount becomes read-only and without programs but for what the unit names."""
    if one(unit, "ProtectSystem") != "strict":
        return
    programs = [os.path.realpath(path) for path in words(unit, "ExecPaths")]
    noexec = "/" in words(unit, "NoExecPaths")
    keep = ("/dev", "/proc", "/sys")
    points = [line.split()[4] for line in pathlib.Path("/proc/self/mountinfo").read_text().splitlines()]
    for point in dict.fromkeys(points):
        if point.startswith(keep):
            continue
        options = ["bind", "remount"]
        if not (point in writable or point in ("/tmp", "/var/tmp")):
            options.append("ro")
        if noexec and not any(point == path or point.startswith(path + "/") for path in programs):
            options.append("noexec")
        mount("-o", ",".join(options), point)
    if one(unit, "ProcSubset") == "pid":
        mount("-t", "proc", "-o", "subset=pid,hidepid=invisible", "proc", "/proc")


def members(group):
    """The calls of a set as systemd knows it, with the sets inside."""
    listed = subprocess.run(["systemd-analyze", "syscall-filter", group], capture_output=True, text=True, check=True).stdout
    calls = set()
    for line in listed.splitlines()[1:]:
        word = line.strip()
        if word.startswith("@"):
            calls |= members(word)
        elif word and not word.startswith("#"):
            calls.add(word)
    return calls


def allowed_calls(unit):
    calls = set()
    for value in unit.get("SystemCallFilter", []):
        without = value.startswith("~")
        named = set()
        for word in value.lstrip("~").split():
            named |= members(word) if word.startswith("@") else {word}
        calls = calls - named if without else calls | named
    return calls


def load_filter(allowed):
    filters = seccomp.SyscallFilter(seccomp.ERRNO(errno.EPERM))
    for name in sorted(allowed):
        try:
            filters.add_rule(seccomp.ALLOW, name)
        except (RuntimeError, ValueError):
            pass  # not on this architecture
    filters.load()


def load_restrictions(unit):
    """What systemd forbids of allowed calls, by their arguments."""
    filters = seccomp.SyscallFilter(seccomp.ALLOW)
    refuse, masked, equal = seccomp.ERRNO(errno.EPERM), seccomp.MASKED_EQ, seccomp.EQ
    if one(unit, "MemoryDenyWriteExecute") == "yes":
        filters.add_rule(refuse, "mmap", seccomp.Arg(2, masked, 6, 6))
        for name in ("mprotect", "pkey_mprotect"):
            filters.add_rule(refuse, name, seccomp.Arg(2, masked, 4, 4))
        filters.add_rule(refuse, "shmat", seccomp.Arg(2, masked, 0o100000, 0o100000))
    if one(unit, "RestrictNamespaces") == "yes":
        for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
            for name in ("clone", "unshare"):
                filters.add_rule(refuse, name, seccomp.Arg(0, masked, flag, flag))
        filters.add_rule(refuse, "setns")
        filters.add_rule(seccomp.ERRNO(errno.ENOSYS), "clone3")
    families = words(unit, "RestrictAddressFamilies")
    if families:
        allowed = {int(getattr(socket, family)) for family in families}
        for family in range(64):
            if family not in allowed:
                filters.add_rule(seccomp.ERRNO(errno.EAFNOSUPPORT), "socket", seccomp.Arg(0, equal, family))
    if one(unit, "RestrictSUIDSGID") == "yes":
        for bit in (0o4000, 0o2000):
            for name, place in (("chmod", 1), ("fchmod", 1), ("fchmodat", 2)):
                filters.add_rule(refuse, name, seccomp.Arg(place, masked, bit, bit))
    if one(unit, "LockPersonality") == "yes":
        filters.add_rule(refuse, "personality", seccomp.Arg(0, seccomp.NE, 0xFFFFFFFF))
    filters.load()


def main():
    name = pathlib.Path(sys.argv[1]).name
    unit = read_unit(sys.argv[1])
    user = pwd.getpwnam(one(unit, "User"))
    folder = credentials(unit, name, user)
    values = environment(unit, user, folder)
    calls = allowed_calls(unit)
    writable = file_system(unit, user)
    restrict_files(unit, writable)
    assert not words(unit, "CapabilityBoundingSet"), "this unit keeps capabilities, which is not imitated here"
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    if one(unit, "LimitCORE"):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(int(one(unit, "UMask", "022"), 8))
    os.setsid()
    os.setgroups([])
    os.setresgid(user.pw_gid, user.pw_gid, user.pw_gid)
    os.setresuid(user.pw_uid, user.pw_uid, user.pw_uid)
    os.chdir("/")
    instance = sys.argv[2] if len(sys.argv) > 2 else ""
    commands = [shlex.split(value.replace("%i", instance).replace("%d", str(folder))) for value in unit["ExecStart"]]
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    load_restrictions(unit)
    load_filter(calls | {"execve"})
    # Several (Type=oneshot) run one after the other, until one fails.
    for command in commands[:-1]:
        child = os.fork()
        if child == 0:
            os.execve(command[0], command, values)
        _, status = os.waitpid(child, 0)
        if status != 0:
            sys.exit(os.waitstatus_to_exitcode(status))
    os.execve(commands[-1][0], commands[-1], values)


if __name__ == "__main__":
    main()
