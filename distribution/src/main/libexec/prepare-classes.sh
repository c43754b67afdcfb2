#!/bin/sh
# Lets the daemon run once on ports of its own, and keeps the classes that it has loaded in an archive, so that later starts
# find them prepared. A virtual machine to which such an archive does not fit ignores it, so nothing here has to succeed.
# Further options for that run may be given.
set -eu

program=$(readlink -f "$0")
home=${program%/libexec/*}

# The folder itself may be a link to another one.
mkdir -p "$home/cache"
rm -rf "$home/cache/"*
port=$((20000 + $$ % 10000))
options="--cmd-disable-stdin --verbosity quiet --state-dir $home/cache/none --port $port --cmd-port $((port + 1)) $*"
help=$("$home/bin/kadnode" --help)
next=$((port + 2))
for option in dns-port web-port; do
    case $help in *"--$option "*)
        options="$options --$option $next"
        next=$((next + 1))
        ;;
    esac
done
# Nobody is to find this node, least of all the C library of this machine.
case $help in *"--nss-port "*) options="$options --nss-port 0" ;; esac
for option in lpd-disable fwd-disable; do
    case $help in *"--$option "*) options="$options --$option" ;; esac
done

. "$home/libexec/find-java.sh"
find_own_java || find_java 21 java
if [ "$java_version" -ge 25 ]; then
    archive=-XX:AOTCacheOutput=$home/cache/kadnode.aot
else
    archive=-XX:ArchiveClassesAtExit=$home/cache/kadnode.jsa
fi
KADNODE_OPTS=$archive "$home/bin/kadnode" $options < /dev/null > /dev/null 2>&1 &
daemon=$!
tries=0
until [ $tries = 100 ] || "$home/bin/kadnode-ctl" -p $((port + 1)) status > /dev/null 2>&1; do
    kill -0 $daemon 2> /dev/null || break
    tries=$((tries + 1))
    sleep 0.1
done
if [ "$java_version" -ge 25 ]; then
    KADNODE_OPTS=-XX:AOTCacheOutput=$home/cache/kadnode-ctl.aot "$home/bin/kadnode-ctl" -p $((port + 1)) status \
        > /dev/null 2>&1 || true
fi
kill $daemon 2> /dev/null || true
wait $daemon 2> /dev/null || true
