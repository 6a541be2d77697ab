package dev.openbook.evaluator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of the architecture, read from the imports. */
class PackageRulesTest {

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.openbook");
    }

    @Test
    void should_keep_the_two_pipelines_apart() {
        noClasses()
                .that()
                .resideInAPackage("dev.openbook.rag..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.openbook.finetune..", "dev.openbook.model..", "dev.openbook.evaluator..")
                .check(classes);
        noClasses()
                .that()
                .resideInAnyPackage("dev.openbook.finetune..", "dev.openbook.model..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.openbook.rag..", "dev.openbook.evaluator..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage("dev.openbook.model..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.openbook.finetune..")
                .check(classes);
    }

    @Test
    void should_keep_lucene_inside_the_index() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.openbook.rag.index..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.lucene..")
                .check(classes);
    }

    @Test
    void should_keep_the_engine_inside_model_and_training() {
        noClasses()
                .that()
                .doNotHaveSimpleName("MiniLm") // LangChain4j's embedder takes its threads from a session only
                .and()
                .resideInAnyPackage(
                        "dev.openbook.rag..",
                        "dev.openbook.evaluator..",
                        "dev.openbook.foundation..",
                        "dev.openbook.finetune.dataset..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "ai.onnxruntime..")
                .check(classes);
    }

    @Test
    void should_have_no_cycles_in_the_evaluator() {
        slices().matching("dev.openbook.evaluator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(classes);
    }
}
