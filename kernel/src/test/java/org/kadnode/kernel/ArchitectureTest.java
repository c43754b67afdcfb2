package org.kadnode.kernel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.kadnode.kernel.shell.PluginNode;

/** The arrows of the house inside the kernel: where they do not go is written here. */
@AnalyzeClasses(packages = "org.kadnode.kernel", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String CORE = "org.kadnode.kernel.core";

    @ArchTest
    static final ArchRule CORE_KNOWS_NOTHING_AROUND_IT =
            onlyKnows(CORE + "..", CORE + "..", "org.kadnode.plugins", "org.bouncycastle..", "org.xbill.DNS");

    @ArchTest
    static final ArchRule MODEL_IS_A_LEAF = onlyKnows(CORE + ".model", "org.kadnode.plugins");

    @ArchTest
    static final ArchRule BENCODE_IS_A_LEAF = onlyKnows(CORE + ".bencode");

    @ArchTest
    static final ArchRule AUTH_IS_A_LEAF = onlyKnows(CORE + ".auth", CORE + ".model", "org.bouncycastle..");

    @ArchTest
    static final ArchRule NAMING_IS_A_LEAF = onlyKnows(CORE + ".naming", CORE + ".model");

    @ArchTest
    static final ArchRule GUARD_IS_A_LEAF = onlyKnows(CORE + ".guard", CORE + ".model");

    @ArchTest
    static final ArchRule RECORDS_ARE_SIGNED_BENCODE = onlyKnows(
            CORE + ".record",
            CORE + ".auth",
            CORE + ".bencode",
            CORE + ".model",
            "org.kadnode.plugins",
            "org.xbill.DNS");

    @ArchTest
    static final ArchRule KRPC_IS_WRITTEN_IN_BENCODE =
            onlyKnows(CORE + ".krpc", CORE + ".bencode", CORE + ".model", CORE + ".record", "org.kadnode.plugins");

    @ArchTest
    static final ArchRule DHT_SPEAKS_KRPC =
            onlyKnows(CORE + ".dht", CORE + ".krpc", CORE + ".model", CORE + ".record", "org.kadnode.plugins");

    @ArchTest
    static final ArchRule OS_KNOWS_NOTHING_OF_KADNODE = onlyKnows("org.kadnode.kernel.os");

    @ArchTest
    static final ArchRule SETTINGS_KNOW_NO_NODE = onlyKnows(
            "org.kadnode.kernel.settings", "org.kadnode.kernel.os", "org.kadnode.plugins", "com.typesafe.config..");

    @ArchTest
    static final ArchRule STATE_IS_FILES_OF_KEYS_AND_NAMES = onlyKnows(
            "org.kadnode.kernel.state",
            CORE + ".auth",
            CORE + ".model",
            CORE + ".naming",
            "org.kadnode.kernel.settings",
            "org.kadnode.plugins");

    @ArchTest
    static final ArchRule THE_TOOL_FOR_KEYS_KNOWS_NO_NODE = onlyKnows(
            "org.kadnode.kernel.keys",
            "javax.crypto..",
            CORE + ".auth",
            CORE + ".model",
            CORE + ".naming",
            "org.kadnode.kernel.os",
            "org.kadnode.kernel.settings",
            "org.kadnode.kernel.state",
            "org.kadnode.plugins");

    @ArchTest
    static final ArchRule SHELL_RUNS_THE_CORE = onlyKnows(
            "org.kadnode.kernel.shell",
            CORE + "..",
            "org.kadnode.kernel.os",
            "org.kadnode.kernel.settings",
            "org.kadnode.kernel.state",
            "org.kadnode.plugins");

    @ArchTest
    static final ArchRule HOST_KNOWS_NOTHING_BUT_THE_FACE_OF_THE_NODE =
            onlyKnows("org.kadnode.kernel.host", "org.kadnode.kernel.shell", "org.kadnode.plugins", "org.pf4j..");

    @ArchTest
    static final ArchRule HOST_SEES_THE_SHELL_AS_PLUGINS_DO = noClasses()
            .that()
            .resideInAPackage("org.kadnode.kernel.host")
            .should()
            .dependOnClassesThat(resideInAPackage("org.kadnode.kernel.shell").and(not(type(PluginNode.class))));

    @ArchTest
    static final ArchRule CONTROL_KNOWS_NO_HOST = onlyKnows(
            "org.kadnode.kernel.control",
            CORE + "..",
            "org.kadnode.kernel.os",
            "org.kadnode.kernel.settings",
            "org.kadnode.kernel.shell",
            "org.kadnode.plugins");

    @ArchTest
    static final ArchRule THE_CLIENT_STANDS_ALONE = onlyKnows("org.kadnode.kernel.control.client");

    private static ArchRule onlyKnows(String which, String... known) {
        String[] allowed = new String[known.length + 3];
        System.arraycopy(known, 0, allowed, 0, known.length);
        allowed[known.length] = which;
        allowed[known.length + 1] = "java..";
        allowed[known.length + 2] = "org.jspecify..";
        return noClasses()
                .that()
                .resideInAPackage(which)
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(allowed);
    }
}
