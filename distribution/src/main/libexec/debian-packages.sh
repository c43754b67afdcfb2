# Makes the Debian packages. To be sourced by kadnode-package, whose variables and functions it uses.

machine=$(dpkg --print-architecture)
triplet=$(dpkg-architecture -qDEB_HOST_MULTIARCH)
# With room for all plugins, what it needs of Java is just what the full archive needs; linking that again takes long.
image=$work/image
assemble --plugins dns,lpd,nss --room-for portfwd,web --no-runtime --output "$image"
cmp -s "$image/libexec/platform-modules" "$full/libexec/platform-modules" || fail "the plugins need other modules of Java"
cp -R "$full/runtime" "$image"

# A text under a heading.
quoted() {
    printf '\n---- %s\n\n' "$1"
    sed 's/\r$//' "$2"
}

# The notices that jars bring.
notices() {
    for jar in "$@"; do
        rm -rf "$work/jar"
        mkdir "$work/jar"
        (cd "$work/jar" && "$java_home/bin/jar" -J-XX:TieredStopAtLevel=1 xf "$jar")
        [ -d "$work/jar/META-INF" ] || continue
        find "$work/jar/META-INF" -maxdepth 1 -type f \( -name 'LICENSE*' -o -name 'NOTICE*' \) | sort |
            while read -r notice; do
                quoted "${notice##*/} of ${jar##*/}" "$notice"
            done
    done
}

# Documents that every package has; its copyright goes on with the notices of these jars.
documents() {
    package=$1
    shift
    folder=$work/$package/usr/share/doc/$package
    mkdir -p "$folder"
    cat "$home/share/debian/$package/copyright" > "$folder/copyright"
    [ $# = 0 ] || notices "$@" >> "$folder/copyright"
    printf '%s (%s) unstable; urgency=medium\n\n  * Release %s.\n\n -- %s  %s\n' kadnode "$version" "$version" \
        "$maintainer" "$(LC_ALL=C date -uR -d "@$epoch")" | gzip -9n > "$folder/changelog.gz"
}

# The manual pages that are named, where there are such.
manuals() {
    package=$1
    shift
    for page in "$@"; do
        [ -f "$page" ] || continue
        section=$work/$package/usr/share/man/man${page##*.}
        mkdir -p "$section"
        gzip -9n < "$page" > "$section/${page##*/}.gz"
    done
}

# Sets libraries to the packages that the programs and libraries below folder $1 need.
find_libraries() {
    mkdir -p "$work/shlibs/debian"
    printf 'Source: kadnode\n\nPackage: kadnode\nArchitecture: any\n' > "$work/shlibs/debian/control"
    libraries=$(
        cd "$work/shlibs"
        # Its warnings are about libraries that are for one program only, as all here are.
        find "$1" -type f \( -name '*.so' -o -name '*.so.*' -o -path '*/runtime/bin/*' -o -name jspawnhelper \) |
            sort | sed 's/^/-e/' | tr '\n' '\0' |
            xargs -0 dpkg-shlibdeps -O --warnings=0 -l"$1/usr/lib/kadnode/runtime/lib" \
                -l"$1/usr/lib/kadnode/runtime/lib/server" 2> "$work/log" || {
            cat "$work/log" >&2
            exit 1
        }
    )
    libraries=${libraries#shlibs:Depends=}
}

package() {
    package=$1
    architecture=$2
    description=$home/share/debian/$package
    if [ -f "$description/lintian-overrides" ]; then
        mkdir -p "$work/$package/usr/share/lintian/overrides"
        cp "$description/lintian-overrides" "$work/$package/usr/share/lintian/overrides/$package"
    fi
    tidy "$work/$package"
    mkdir "$work/$package/DEBIAN"
    sed "s|@VERSION@|$version|; s|@ARCHITECTURE@|$machine|; s|@MAINTAINER@|$maintainer|; s|@LIBRARIES@|$libraries|
        s|@SIZE@|$(du -k -s --apparent-size "$work/$package/usr" | cut -f 1)|" \
        "$description/control" > "$work/$package/DEBIAN/control"
    (cd "$work/$package" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) \
        > "$work/$package/DEBIAN/md5sums"
    for part in conffiles triggers preinst postinst prerm postrm; do
        [ ! -f "$description/$part" ] || cp "$description/$part" "$work/$package/DEBIAN"
    done
    chmod 644 "$work/$package/DEBIAN/"*
    for script in preinst postinst prerm postrm; do
        [ ! -f "$work/$package/DEBIAN/$script" ] || chmod 755 "$work/$package/DEBIAN/$script"
    done
    find "$work/$package/DEBIAN" -exec touch -d "@$epoch" {} +
    file=$output/${package}_${version}_$architecture.deb
    dpkg-deb --root-owner-group -Zxz --build "$work/$package" "$file" > /dev/null
    echo "$file"
}

# kadnode
root=$work/kadnode
mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/usr/lib/systemd/system" "$root/usr/lib/sysusers.d" "$root/etc/kadnode" \
    "$root/var/cache/kadnode"
cp -R "$image" "$root/usr/lib/kadnode"
(
    cd "$root/usr/lib/kadnode"
    rm -rf etc share licenses lib/libnss_kadnode.so.2 bin/kadnode-assemble bin/kadnode-image bin/kadnode-package \
        libexec/debian-packages.sh libexec/libraries libexec/same-files.sh libexec/write-sbom.sh runtime/bin/keytool runtime/bin/jrunscript
    rmdir plugins 2> /dev/null || true
    # The others are sourced.
    chmod 644 libexec/*.sh
    chmod 755 libexec/prepare-classes.sh
    find runtime -type f \( -name '*.so' -o -path 'runtime/bin/*' -o -name jexec -o -name jspawnhelper \) \
        -exec strip --strip-unneeded --remove-section=.comment {} +
    ln -s /var/cache/kadnode cache
)
ln -s ../lib/kadnode/bin/kadnode "$root/usr/bin/kadnode"
ln -s ../lib/kadnode/bin/kadnode-ctl "$root/usr/bin/kadnode-ctl"
# What a service keeps, and whom it joins through, are only suggestions to somebody who starts it by hand.
sed 's/^#--peer/--peer/; s|--config etc/|--config /etc/kadnode/|' "$home/etc/kadnode.conf" > "$root/etc/kadnode/kadnode.conf"
cp "$home/share/systemd/kadnode.service" "$root/usr/lib/systemd/system"
cp "$home/share/systemd/kadnode.sysusers" "$root/usr/lib/sysusers.d/kadnode.conf"
documents kadnode "$image"/lib/*.jar "$image"/sealed/*.jar
{
    legal=$image/runtime/legal/java.base
    # The licence itself is on every Debian system, the exceptions are not.
    sed -n '/^"CLASSPATH" EXCEPTION/,$p' "$legal/LICENSE" > "$work/exception"
    quoted "Classpath exception of OpenJDK" "$work/exception"
    quoted "Assembly exception of OpenJDK" "$legal/ASSEMBLY_EXCEPTION"
} >> "$root/usr/share/doc/kadnode/copyright"
mkdir "$root/usr/share/doc/kadnode/examples"
cp -R "$home/etc/monitoring" "$root/usr/share/doc/kadnode/examples"
for page in "$home"/share/man/man*/*; do
    case ${page##*/} in
    libnss_*) ;;
    *) manuals kadnode "$page" ;;
    esac
done
cp -R "$home/share/bash-completion" "$home/share/fish" "$root/usr/share"
mkdir -p "$root/usr/share/zsh"
cp -R "$home/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
cp "$image/share/sbom/kadnode.cdx.json" "$root/usr/share/doc/kadnode"
find_libraries "$root"
package kadnode "$machine"

# kadnode-nss
root=$work/kadnode-nss
mkdir -p "$root/usr/lib/$triplet"
cp "$home/lib/libnss_kadnode.so.2" "$root/usr/lib/$triplet"
chmod 644 "$root/usr/lib/$triplet/libnss_kadnode.so.2"
strip --strip-unneeded --remove-section=.comment "$root/usr/lib/$triplet/libnss_kadnode.so.2"
documents kadnode-nss
manuals kadnode-nss "$home"/share/man/man*/libnss_kadnode.*
find_libraries "$root"
package kadnode-nss "$machine"

# Plugins that are dropped in.
for plugin in portfwd web; do
    root=$work/kadnode-plugins-$plugin
    mkdir -p "$root/usr/lib/kadnode/plugins"
    cp "$home/plugins/kadnode-plugin-$plugin"-*.jar "$root/usr/lib/kadnode/plugins"
    documents "kadnode-plugins-$plugin" "$root"/usr/lib/kadnode/plugins/*.jar
    package "kadnode-plugins-$plugin" all
done
