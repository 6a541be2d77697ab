package dev.openbook.foundation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** FIPS 180-4's example of the three letters "abc". */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void should_hash_text_and_files_alike(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("abc.txt"), "abc");

        assertThat(Sha256.of("abc")).isEqualTo(ABC);
        assertThat(Sha256.of(file)).isEqualTo(ABC);
    }
}
