package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Content;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.kernel.core.record.ZoneException;
import org.kadnode.kernel.os.Reason;
import org.kadnode.plugins.KadNodeException;

/**
 * The master files of {@code --zone}: what else the owner says about his names. A file may speak of several names, each
 * of which has a record of its own. Files are read again when they have changed. Not thread-safe.
 */
final class ZoneFiles {

    private static final Logger LOG = System.getLogger(ZoneFiles.class.getName());

    private final List<Path> files;
    private final List<SecretKey> secrets;
    private final Map<Path, FileTime> read = new HashMap<>();
    private KeyRing keys = KeyRing.EMPTY;

    /**
     * Files that were not read.
     *
     * @param files what to read
     * @param secrets keys that are names themselves, beside those of the naming
     */
    ZoneFiles(List<Path> files, List<SecretKey> secrets) {
        this.files = List.copyOf(files);
        this.secrets = List.copyOf(secrets);
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /**
     * Reads all files.
     *
     * @param naming tells whose the names are
     * @return what each record is to say
     * @throws KadNodeException of kind {@code SETTING} about the first that cannot be used, with file and line
     */
    Input.Zones read(Naming naming) {
        keys = naming.keys();
        List<Input.Zones.Owned> zones = new ArrayList<>();
        for (Path file : files) {
            try {
                read.put(file, Files.getLastModifiedTime(file));
                for (Input.Zones.Owned owned : owned(file, zone(file, naming), naming)) {
                    if (zones.stream().anyMatch(other -> target(other.name()).equals(target(owned.name())))) {
                        throw refused(file, owned.name().domain() + " is spoken of in another file, too");
                    }
                    zones.add(owned);
                }
            } catch (IOException e) {
                throw refused(file, "cannot be read: " + Reason.of(e));
            }
        }
        return new Input.Zones(zones);
    }

    /**
     * Reads all files again if one of them or the keys have changed. What cannot be used is logged, and the zones stay as
     * they are; but no zone outlives its key.
     *
     * @return the zones; empty if they are to stay
     */
    Optional<Input.Zones> readAgain(Naming naming) {
        boolean otherKeys = !files.isEmpty() && !naming.keys().equals(keys);
        boolean changed = otherKeys;
        for (Path file : files) {
            try {
                changed |= !Files.getLastModifiedTime(file).equals(read.get(file));
            } catch (IOException gone) {
                LOG.log(Level.DEBUG, "zone file {0}: {1}", file, Reason.of(gone));
            }
        }
        if (!changed) {
            return Optional.empty();
        }
        try {
            Input.Zones zones = read(naming);
            LOG.log(Level.INFO, "Zone files were read again");
            return Optional.of(zones);
        } catch (KadNodeException refused) {
            LOG.log(
                    Level.WARNING,
                    "{0}; {1}",
                    refused.getMessage(),
                    otherKeys ? "no zone is published" : "what was read before is still published");
            return otherKeys ? Optional.of(new Input.Zones(List.of())) : Optional.empty();
        }
    }

    private static Zone zone(Path file, Naming naming) throws IOException {
        try {
            if (Files.size(file) > Zone.LONGEST) {
                throw refused(file, "has more than " + Zone.LONGEST + " bytes");
            }
            return Zone.parse(Files.readString(file), naming.topLevelDomain());
        } catch (CharacterCodingException e) {
            throw refused(file, "is not in UTF-8");
        } catch (ZoneException e) {
            throw refused(file, String.valueOf(e.getMessage()));
        }
    }

    /** The parts of a zone by the record that each belongs to. */
    private List<Input.Zones.Owned> owned(Path file, Zone zone, Naming naming) {
        Map<Id, RecordName> records = new LinkedHashMap<>();
        Map<String, RecordName> byOwnerName = new HashMap<>();
        for (String ownerName : zone.names()) {
            if (ownerName.startsWith("*.")) {
                throw refused(file, ownerName + ": names for all names below another (RFC 4592) are not supported");
            }
            RecordName record = Optional.of(ownerName)
                    .filter(naming::covers)
                    .flatMap(naming::parse)
                    .flatMap(Name::record)
                    .orElseThrow(() -> refused(file, ownerName + " is no name with a key"));
            records.putIfAbsent(target(record), record);
            byOwnerName.put(ownerName, record);
        }
        List<Input.Zones.Owned> owned = new ArrayList<>();
        records.forEach((target, record) -> {
            PublicKey key = record.record().key();
            SecretKey secret = secrets(naming)
                    .filter(own -> own.publicKey().equals(key))
                    .findFirst()
                    .orElseThrow(() -> refused(file, record.domain() + ": there is no secret key for it"));
            Set<RecordName> own = byOwnerName.values().stream()
                    .filter(each -> target(each).equals(target))
                    .collect(Collectors.toSet());
            Zone part = zone.part(name -> own.contains(byOwnerName.get(name)));
            for (String domain : own.stream().map(RecordName::domain).distinct().toList()) {
                part = part.renamed(domain, record.origin());
            }
            if (!Content.fits(record.origin(), part)) {
                throw refused(
                        file,
                        record.domain() + ": what is said of it does not fit into a record of " + Item.LONGEST_VALUE
                                + " bytes");
            }
            owned.add(new Input.Zones.Owned(record, secret, part));
        });
        return owned;
    }

    private Stream<SecretKey> secrets(Naming naming) {
        return Stream.concat(
                secrets.stream(), naming.keys().entries().stream().flatMap(entry -> entry.secretKey().stream()));
    }

    private static Id target(RecordName name) {
        return name.record().target();
    }

    private static KadNodeException refused(Path file, String why) {
        return new KadNodeException(KadNodeException.Kind.SETTING, "--zone " + file + ": " + why);
    }
}
