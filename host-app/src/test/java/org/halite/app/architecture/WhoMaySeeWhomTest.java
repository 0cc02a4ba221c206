package org.halite.app.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls between the modules: what one may see of another, checked in the class files. */
class WhoMaySeeWhomTest {
  private static final String[] OF_THE_RUNTIME = {
    "java..", "org.halite.runtime..", "org.halite.ppapi..", "org.halite.wire.."
  };
  private static JavaClasses halite;

  @BeforeAll
  static void readTheClassFiles() {
    halite =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.halite");
  }

  @Test
  void everyModuleIsLookedAt() {
    for (String name : Set.of("ppapi", "wire", "runtime", "bridge", "sandbox", "sdk", "app")) {
      assertTrue(
          halite.that(resideInAPackage("org.halite." + name + "..")).iterator().hasNext(),
          () -> "no class of org.halite." + name + " was found; the rules below would be empty");
    }
  }

  @Test
  void theContractUsesNothingButTheJdk() {
    classes()
        .that()
        .resideInAnyPackage("org.halite.ppapi..", "org.halite.wire..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.halite.ppapi..", "org.halite.wire..")
        .check(halite);
  }

  @Test
  void theRuntimeUsesNothingButTheJdkAndTheContract() {
    classes()
        .that()
        .resideInAPackage("org.halite.runtime..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(OF_THE_RUNTIME)
        .check(halite);
  }

  @Test
  void theRuntimeStartsNoProcessAndOpensNoNetworkOfItsOwn() {
    noClasses()
        .that()
        .resideInAPackage("org.halite.runtime..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.net.http..")
        .check(halite);
  }

  @Test
  void theBridgeSeesNeitherTheRuntimeNorTheWindow() {
    noClasses()
        .that()
        .resideInAnyPackage("org.halite.bridge..", "org.halite.sandbox..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.halite.runtime..",
                "org.halite.app..",
                "javafx..",
                "com.sun.javafx..",
                "com.sun.webkit.."))
        .check(halite);
  }

  @Test
  void theBridgeDoesNotSeeWhatIsMadeOfItForPrograms() {
    noClasses()
        .that()
        .resideInAPackage("org.halite.bridge..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.halite.sandbox.."))
        .check(halite);
  }

  @Test
  void theClientOfModulesKnowsOnlyTheConnection() {
    noClasses()
        .that()
        .resideInAPackage("org.halite.bridge.srpc..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.halite.bridge.module..", "org.halite.bridge.fetch..", "java.net.."))
        .check(halite);
  }

  @Test
  void theApplicationNeverCallsIntoTheRuntime() {
    noClasses()
        .that()
        .resideInAPackage("org.halite.app..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.halite.runtime.."))
        .check(halite);
  }

  @Test
  void theSdkUsesWhatJudgesFilesAndWhatWritesHeadersAlone() {
    classes()
        .that()
        .resideInAPackage("org.halite.sdk..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.halite.sdk..",
            "org.halite.runtime.elf..",
            "org.halite.runtime.validator..",
            "org.halite.ppapi.header..")
        .check(halite);
  }

  @Test
  void everyPackageSaysWhatLivesThere() {
    Set<String> packages =
        halite.that(alwaysTrue()).stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    packages.removeIf(WhoMaySeeWhomTest::isDescribed);
    assertTrue(packages.isEmpty(), () -> "packages without a package-info.java: " + packages);
    assertFalse(isDescribed("org.halite.nowhere"));
  }

  /** A package-info without annotations leaves no class file, so its source is looked for. */
  private static boolean isDescribed(String name) {
    String path = "src/main/java/" + name.replace('.', '/') + "/package-info.java";
    return Checkout.modules().anyMatch(module -> module.resolve(path).toFile().exists());
  }
}
