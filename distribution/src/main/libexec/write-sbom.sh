#!/bin/sh
# Writes the list of all parts of an installation and their licences (CycloneDX 1.6): write-sbom.sh HOME. The same parts give
# the same list: it has neither a time nor a number of its own.
set -eu

program=$(readlink -f "$0")
libraries=${program%/*}/libraries
home=$1

hash_of() {
    sha256sum "$1" | cut -d ' ' -f 1
}

# Name, version and licence of a part, and then its package URL.
part() {
    printf '{ "type": "library", "group": "%s", "name": "%s", "version": "%s", ' "$1" "$2" "$3"
    printf '"licenses": [ { "license": { "id": "%s" } } ], "purl": "pkg:maven/%s/%s@%s"' "$4" "$1" "$2" "$3"
}

for kernel in "$home"/lib/kadnode-kernel-*.jar; do :; done
release=${kernel##*/kadnode-kernel-}
release=${release%.jar}
cat << END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {
    "component": { "type": "application", "name": "kadnode", "version": "$release", "licenses": [ { "license": { "id": "MIT" } } ] }
  },
  "components": [
END
separator='    '
for jar in "$home"/lib/*.jar "$home"/plugins/*.jar "$home"/sealed/*.jar "$home"/setup-dns/*.jar "$home"/manual/*.jar \
    "$home"/simulator/*.jar; do
    [ -f "$jar" ] || continue
    file=${jar##*/}
    name=${file%-[0-9]*}
    version=${file#"$name"-}
    version=${version%.jar}
    read -r group artifact licence inside << END
$(sed -n "s/^$name //p" "$libraries")
END
    printf '%s' "$separator"
    separator=',
    '
    hashes=$(printf '"hashes": [ { "alg": "SHA-256", "content": "%s" } ]' "$(hash_of "$jar")")
    case $name in
    kadnode-*)
        part org.kadnode "$name" "$version" MIT
        printf ', %s' "$hashes"
        [ -z "$group" ] || printf ',\n      "components": [ %s } ]' "$(part "$group" "$artifact" "$inside" "$licence")"
        ;;
    *)
        if [ -z "$group" ]; then
            echo "write-sbom.sh: $libraries does not tell what is in $file" >&2
            exit 1
        fi
        # Packed anew, so it has another hash than what its authors publish.
        part "$group" "$artifact" "$version" "$licence"
        printf ', %s' "$hashes"
        ;;
    esac
    printf ' }'
done
if [ -r "$home/runtime/release" ]; then
    printf '%s{ "type": "framework", "name": "openjdk", "version": "%s", ' \
        "$separator" "$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$home/runtime/release")"
    printf '"licenses": [ { "expression": "GPL-2.0-only WITH Classpath-exception-2.0" } ] }'
fi
printf '\n  ]\n}\n'
