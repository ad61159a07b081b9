/**
 * What runs inside a node, as `sh` texts that the lab writes into its state folder. They are the same for every node and
 * lab: all that differs comes in the environment, so nothing is ever quoted into them.
 *
 * LAB_STATE, LAB_DATA: the node's folders. LAB_NODE, LAB_ADDRESS. LAB_SCRIPTS: where these texts lie.
 * LAB_CGROUPS: lines `NAME FOLDER`; LAB_CGROUP_NAMES: the names alone. LAB_ROOT: another system's root, or empty. LAB_INIT: tini. LAB_SHELL: busybox. LAB_SSHD.
 */

/** First process of the node's pid namespace: into the node's control groups, then on in a cgroup namespace of its own. */
const BOOT = `set -e
while read -r name folder; do # no pipe: it is this very process that has to move
  [ -z "$folder" ] || echo 0 > "$folder/cgroup.procs"
done <<LIST
$LAB_CGROUPS
LIST
exec unshare --cgroup "$LAB_SHELL" sh "$LAB_SCRIPTS/mounts.sh"
`;

/**
 * The node's own view: its /run (with the state folder in it, for the socket), its /proc, a /sys that shows its own NICs,
 * its control groups as the root of the tree, and an /etc that it may write into. Copies of the names of other network
 * namespaces are dropped first: each would keep that namespace alive.
 * /opt too: containerd makes a folder there. Another system's root is never written to either.
 */
const MOUNTS = `set -e
umount -l /run/netns 2>/dev/null || :
hostname "$LAB_NODE"
mount -t proc proc /proc

case $LAB_CGROUPS in
"") ;;
". "*) mount --bind "\${LAB_CGROUPS#. }" "$LAB_DATA/mnt/cgroup" ;;
*)
  mount -t tmpfs -o mode=755 cgroup "$LAB_DATA/mnt/cgroup"
  cd "$LAB_DATA/mnt/cgroup"
  mkdir $LAB_CGROUP_NAMES
  while read -r name folder; do
    mount --bind "$folder" "$name"
    case $name in *,*) for part in $(echo "$name" | tr , ' '); do ln -s "$name" "$part"; done ;; esac
  done <<LIST
$LAB_CGROUPS
LIST
  cd / ;;
esac
mount -t sysfs sysfs /sys
if [ -n "$LAB_CGROUPS" ]; then mount --move "$LAB_DATA/mnt/cgroup" /sys/fs/cgroup; fi
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  # cgroup v2: a group with processes of its own cannot hand controllers down, so they move into a leaf.
  mkdir -p /sys/fs/cgroup/init
  echo 0 > /sys/fs/cgroup/init/cgroup.procs
  for it in $(cat /sys/fs/cgroup/cgroup.controllers); do echo "+$it" > /sys/fs/cgroup/cgroup.subtree_control || :; done
fi

mount -t tmpfs -o mode=755 run "$LAB_DATA/mnt/run"
mkdir -p "$LAB_DATA/mnt$LAB_STATE" "$LAB_DATA/mnt$LAB_SCRIPTS" "$LAB_DATA/mnt/run/lock"
mount --bind "$LAB_STATE" "$LAB_DATA/mnt$LAB_STATE"
mount --bind "$LAB_SCRIPTS" "$LAB_DATA/mnt$LAB_SCRIPTS"
mount --rbind "$LAB_DATA/mnt/run" /run
umount -l "$LAB_DATA/mnt/run"

root=
over() { # FROM ON NAME: a writable copy of FROM, seen at ON, whose changes stay in the node's data
  mount -t overlay -o "lowerdir=$1,upperdir=$LAB_DATA/over/$3/upper,workdir=$LAB_DATA/over/$3/work" overlay "$2"
}
if [ -n "$LAB_ROOT" ]; then
  root=$LAB_DATA/mnt/root
  over "$LAB_ROOT" "$root" root
  for it in sys dev run proc; do mkdir -p "$root/$it"; mount --rbind "/$it" "$root/$it"; done
  mkdir -p "$root$LAB_DATA/engine"
  mount --bind "$LAB_DATA/engine" "$root$LAB_DATA/engine"
else
  over /opt /opt opt
fi
over /etc /etc etc
if [ ! -e "$LAB_DATA/born" ]; then
  # An Engine's identity lies in /etc/docker: the first boot begins without this machine's.
  rm -rf "$root/etc/docker"
  . "$LAB_SCRIPTS/users.sh"
  : > "$LAB_DATA/born"
fi
# Nobody answers at this address: look-ups of outside names fail at once, not after 10 s.
rm -f "$root/etc/resolv.conf"
echo "nameserver 127.0.0.1" > "$root/etc/resolv.conf"
echo "$LAB_NODE" > "$root/etc/hostname"
printf '127.0.0.1 localhost\\n%s %s\\n' "$LAB_ADDRESS" "$LAB_NODE" > "$root/etc/hosts"

. "$LAB_SCRIPTS/start.sh"
. "$LAB_SCRIPTS/sshd.sh"
exec "$LAB_INIT" -- "$LAB_SHELL" sleep 2147483647
`;

/**
 * Starts the node's Engine, at boot and later. Whoever starts it ends at once, so that the Engine is a child of the
 * node's init, and no zombie of it is left when it is killed.
 */
const START = `if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
  echo 0 > /sys/fs/cgroup/init/cgroup.procs
else
  for it in /sys/fs/cgroup/*/cgroup.procs; do [ ! -e "$it" ] || echo 0 > "$it"; done
fi
rm -f /run/docker.pid "$LAB_STATE/daemon.pid"
cd /
if [ -n "$LAB_ROOT" ]; then
  # Not by chroot: what enters a container's mount namespace later (docker exec) would find this machine's root in it.
  ( cd "$LAB_DATA/mnt/root" && exec setsid unshare --mount "$LAB_SHELL" sh -c '
      mkdir -p .outer && pivot_root . .outer && cd / && umount -l /.outer && exec dockerd --config-file "$LAB_STATE/daemon.json"
    ' >> "$LAB_STATE/log" 2>&1 < /dev/null ) &
else
  ( exec setsid dockerd --config-file "$LAB_STATE/daemon.json" >> "$LAB_STATE/log" 2>&1 < /dev/null ) &
fi
echo $! > "$LAB_STATE/daemon.new"
mv "$LAB_STATE/daemon.new" "$LAB_STATE/daemon.pid"
`;

/**
 * Who may log in by ssh: \`ops\`, whose group is the one that Docker's socket belongs to, and \`guest\`, who may not use it.
 * Both are this system's users also where the Engine and their shells are another system's (ChrootDirectory).
 */
const USERS = `gid=
while IFS=: read -r name _ number _; do
  [ "$name" != docker ] || gid=$number
done < "$root/etc/group"
if [ -z "$gid" ]; then
  gid=2375
  echo "docker:x:$gid:" >> "$root/etc/group"
fi
echo "ops:x:2375:$gid:of the lab:/:/bin/sh" >> /etc/passwd
echo "guest:x:2376:2376:of the lab:/:/bin/sh" >> /etc/passwd
`;

/** Starts the node's sshd, with sessions in the other system's root where there is one. It reads the keys as the user does. */
const SSHD = `mkdir -p /run/sshd /etc/ssh
cat "$LAB_SCRIPTS/login.pub" > /etc/ssh/lab_authorized_keys
"$LAB_SSHD" -f "$LAB_SCRIPTS/sshd_config" -o "ChrootDirectory \${root:-none}" -E "$LAB_STATE/sshd.log" &
`;

export const BOOT_SCRIPTS: Readonly<Record<string, string>> = {
  "boot.sh": BOOT,
  "mounts.sh": MOUNTS,
  "start.sh": START,
  "users.sh": USERS,
  "sshd.sh": SSHD,
};
