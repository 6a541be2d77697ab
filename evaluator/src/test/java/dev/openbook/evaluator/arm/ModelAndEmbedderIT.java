package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ONNX Runtime has one environment a process, which the embedder and DJL's engine both want to be the first to make. */
class ModelAndEmbedderIT {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"embedder", "model", "both"})
    void should_work_together_whichever_is_built_first(String first) throws IOException, InterruptedException {
        run(first, "1", "");
    }

    /** ONNX Runtime's telemetry overflows the stack on a long command line. */
    @Test
    void should_load_a_model_in_a_program_with_a_long_command_line() throws IOException, InterruptedException {
        run("model", "", "a".repeat(10_000));
    }

    /** ONNX Runtime gives its memory back when the process begins to end, as after Ctrl-C. */
    @Test
    void should_end_quietly_while_a_model_is_running() throws IOException, InterruptedException {
        run("ending", "1", "");
    }

    private void run(String first, String noTelemetry, String padding) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                ModelAndEmbedder.class.getName(),
                first,
                folder.toString(),
                padding);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        if (!noTelemetry.isEmpty()) {
            builder.environment().put("ORT_DISABLE_TELEMETRY", noTelemetry);
        }
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("both work" + System.lineSeparator());
    }
}
