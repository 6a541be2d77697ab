package dev.openbook.evaluator.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.Forked;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledRunTest {

    @TempDir
    Path folder;

    @Test
    void should_ask_and_count_each_question_once_though_the_process_was_killed_twice() throws Exception {
        assertThat(run("killed", 17)).isEqualTo(137);
        assertThat(run("killed", 30)).isEqualTo(137);
        assertThat(run("killed", 0)).isZero();
        assertThat(run("whole", 0)).isZero();

        List<String> asked = Files.readAllLines(folder.resolve("killed.txt"));
        assertThat(asked).hasSameSizeAs(Files.readAllLines(folder.resolve("whole.txt")));
        assertThat(asked).containsExactlyInAnyOrderElementsOf(Files.readAllLines(folder.resolve("whole.txt")));
        String[] counts = Files.readString(folder.resolve("killed/counts.txt")).split(" ");
        assertThat(counts).containsExactly(Integer.toString(asked.size()), "47");
        assertThat(Files.readAllBytes(folder.resolve("killed/metrics.json")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole/metrics.json")));
    }

    private int run(String name, int dieAfter) throws IOException, InterruptedException {
        return Forked.run(
                KilledRun.class,
                folder,
                List.of(),
                Map.of(),
                folder.resolve(name).toString(),
                folder.resolve(name + ".txt").toString(),
                Integer.toString(dieAfter));
    }
}
