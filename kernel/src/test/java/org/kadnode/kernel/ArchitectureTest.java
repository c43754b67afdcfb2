package org.kadnode.kernel;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.kadnode.kernel", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule CORE_KNOWS_NOTHING_AROUND_IT = noClasses()
            .that()
            .resideInAPackage("org.kadnode.kernel.core..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages("org.kadnode.kernel.core..", "java..", "org.jspecify..");
}
