package dev.openbook.evaluator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Leaves pages in {@code target/sample-report} to be looked at. */
class SamplePageTest {

    @Test
    void should_write_pages_to_look_at() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "sample-report"));

        HtmlReport.write(SampleResults.untrained(200), folder.resolve("untrained.html"));
        HtmlReport.write(SampleResults.allArms(200), folder.resolve("all-arms.html"));

        assertThat(folder.resolve("untrained.html")).isNotEmptyFile();
        assertThat(folder.resolve("all-arms.html")).isNotEmptyFile();
    }
}
