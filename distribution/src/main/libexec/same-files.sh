# What it takes for the same distribution to give the same files, byte by byte. To be sourced by the programs that pack $home,
# with java_home set. Sets version, and epoch: SOURCE_DATE_EPOCH or the time in the jars.

for kernel in "$home"/lib/kadnode-kernel-*.jar; do :; done
version=${kernel##*-}
version=${version%.jar}
# The build gives all that is in the jars one time.
epoch=${SOURCE_DATE_EPOCH-$(date -u +%s -d "$(TZ=UTC "$java_home/bin/jar" tvf "$kernel" META-INF/MANIFEST.MF |
    awk '{ print $2, $3, $4, $5, $6, $7 }')")}
export SOURCE_DATE_EPOCH="$epoch"

# What is in folder $1, with everybody's rights and the time of the sources.
tidy() {
    chmod -R u=rwX,go=rX "$1"
    find "$1" -exec touch -h -d "@$epoch" {} +
}

# What is in folder $1, named by the other words, as tar to standard output.
pack() {
    folder=$1
    shift
    tar -C "$folder" --sort=name --format=ustar --owner=0 --group=0 --numeric-owner -cf - "$@"
}
