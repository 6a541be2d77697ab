package dev.openbook.evaluator;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of the tests in a JVM of its own. */
public final class Forked {

    private static final int MINUTES = 10;

    private Forked() {}

    /**
     * Runs it to its end.
     *
     * @param workingDirectory where it runs
     * @param options of the JVM
     * @param environment beside this process's
     * @return the exit code
     * @throws AssertionError with what it said, if it does not end
     */
    public static int run(
            Class<?> main,
            Path workingDirectory,
            List<String> options,
            Map<String, String> environment,
            String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dopenbook.root="
                + Path.of(System.getProperty("openbook.root", ".."))
                        .toAbsolutePath()
                        .normalize());
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        Path said = workingDirectory.resolve("said.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError("no end after " + MINUTES + " minutes: "
                    + java.nio.file.Files.readString(said, StandardCharsets.ISO_8859_1));
        }
        return process.exitValue();
    }

    /** Absolute, because the other JVM may run elsewhere. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
