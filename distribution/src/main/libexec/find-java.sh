# Finds a Java. To be sourced by the programs of KadNode.
#
#   find_java 21 java     sets java_home to a Java 21 or newer with bin/java, or returns 1
#   find_java 22 javac    the same for a JDK 22 or newer
#   find_own_java         sets java_home to the Java in the folder $home/runtime, or returns 1
#
# All set java_version, too.
#
# JAVA_HOME and the PATH come first, because somebody chose them, but only if they are new enough. Of the usual folders
# the newest version wins.

# Sets java_version to the major version of the Java in folder $1, 0 if there is none. Every Java since 9 states it in
# its file `release`; reading that takes no time, while asking `java -version` would double the start.
read_java_version() {
    java_version=0
    [ -r "$1/release" ] || return 0
    while IFS= read -r line; do
        case $line in
        JAVA_VERSION=*)
            java_version=${line#JAVA_VERSION=}
            java_version=${java_version#\"}
            java_version=${java_version%%[!0-9]*}
            ;;
        esac
    done < "$1/release"
    java_version=${java_version:-0}
}

find_own_java() {
    java_home=$home/runtime
    [ -x "$java_home/bin/java" ] || return 1
    read_java_version "$java_home"
}

find_java() {
    least=$1
    tool=$2
    java_home=

    chosen=$(command -v "$tool" || true)
    [ -z "$chosen" ] || chosen=$(readlink -f "$chosen" || true)
    for folder in "${JAVA_HOME-}" "${chosen%/bin/*}"; do
        [ -n "$folder" ] && [ -x "$folder/bin/$tool" ] || continue
        read_java_version "$folder"
        if [ "$java_version" -ge "$least" ]; then
            java_home=$folder
            return 0
        fi
    done

    newest=0
    for folder in \
        /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/* /opt/java/* /opt/jvm/* /usr/local/*jdk* /usr/local/lib/jvm/* \
        "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* "${HOME-}"/.m2/jdks/* "${HOME-}"/.gradle/jdks/* \
        "${HOME-}"/.asdf/installs/java/* "${HOME-}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        [ -x "$folder/bin/$tool" ] || continue
        read_java_version "$folder"
        if [ "$java_version" -ge "$least" ] && [ "$java_version" -gt "$newest" ]; then
            newest=$java_version
            java_home=$folder
        fi
    done
    java_version=$newest
    [ -n "$java_home" ]
}
