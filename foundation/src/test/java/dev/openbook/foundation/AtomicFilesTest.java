package dev.openbook.foundation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AtomicFilesTest {

    @TempDir
    Path folder;

    @Test
    void should_write_and_replace() throws IOException {
        Path file = folder.resolve("deep/er/results.json");

        AtomicFiles.writeString(file, "old");
        AtomicFiles.writeString(file, "new ✓");

        assertThat(file).hasContent("new ✓");
        assertThat(filesIn(file.getParent())).containsExactly("results.json");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void should_keep_the_old_file_and_leave_no_part_when_the_nth_step_fails(int failing) throws IOException {
        Path file = folder.resolve("results.json");
        AtomicFiles.writeString(file, "old");

        assertThatThrownBy(() -> AtomicFiles.write(file, out -> out.write("new".getBytes()), new FailingSteps(failing)))
                .isInstanceOf(IOException.class)
                .hasMessage("disk full");

        assertThat(file).hasContent("old");
        assertThat(filesIn(folder)).containsExactly("results.json");
    }

    @Test
    void should_say_that_a_folder_stands_in_the_place_of_the_file() {
        assertThatThrownBy(() -> AtomicFiles.writeString(folder, "text"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("'" + folder + "' must be a file, but is a folder: name a file in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notes/results.json", "notes/deep/er/results.json"})
    void should_say_that_a_file_stands_in_the_place_of_a_folder(String target) throws IOException {
        Path notes = Files.writeString(folder.resolve("notes"), "text");

        assertThatThrownBy(() -> AtomicFiles.writeString(folder.resolve(target), "text"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("'" + notes + "' must be a folder, but is a file");

        assertThat(notes).hasContent("text");
    }

    @Test
    void should_keep_the_old_file_when_the_content_cannot_be_made() throws IOException {
        Path file = folder.resolve("results.json");
        AtomicFiles.writeString(file, "old");

        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(1);
                    throw new IllegalStateException("broken half way");
                }))
                .hasMessage("broken half way");

        assertThat(file).hasContent("old");
        assertThat(filesIn(folder)).containsExactly("results.json");
    }

    private static Stream<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList().stream();
        }
    }

    /** Open, sync, rename and folder sync are steps 0 to 3; the given one fails. */
    private record FailingSteps(int failing) implements AtomicFiles.Steps {
        private void step(int number) throws IOException {
            if (number == failing) {
                throw new IOException("disk full");
            }
        }

        @Override
        public FileChannel open(Path temporary) throws IOException {
            step(0);
            return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void sync(FileChannel channel) throws IOException {
            step(1);
        }

        @Override
        public void rename(Path temporary, Path target) throws IOException {
            step(2);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            step(3);
        }
    }
}
