package dev.openbook.rag.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.FilterIndexOutput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexFolderTest {

    private static final IndexIdentity IDENTITY = IndexIdentity.of("test-vectors", TestVectors.DIMENSION);

    @TempDir
    private Path temporary;

    private Path folder;

    @BeforeEach
    void name() {
        folder = temporary.resolve("an index with spaces, 'quotes' and ünïcode");
    }

    @Test
    void should_notice_a_flipped_bit_in_every_file_before_it_answers() throws Exception {
        fill();
        for (Path file : files()) {
            byte[] original = Files.readAllBytes(file);
            for (int at : new int[] {0, original.length / 3, original.length / 2, original.length - 1}) {
                byte[] damaged = original.clone();
                damaged[at] ^= 4;
                Files.write(file, damaged);

                assertDamageIsNamed(file + " byte " + at);
            }
            Files.write(file, original);
        }
        LuceneEmbeddingStore.open(folder, IDENTITY).close();
    }

    @Test
    void should_notice_truncated_and_missing_files_before_it_answers() throws Exception {
        fill();
        for (Path file : files()) {
            byte[] original = Files.readAllBytes(file);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(original.length - 5);
            }
            assertDamageIsNamed(file + " truncated");
            Files.write(file, new byte[0]);
            assertDamageIsNamed(file + " empty");
            Files.delete(file);
            assertDamageIsNamed(file + " missing");
            Files.write(file, original);
        }
    }

    @Test
    void should_notice_damage_in_a_commit_made_while_it_was_open() throws Exception {
        fill();
        try (LuceneEmbeddingStore reader = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            List<Path> before = files();
            try (LuceneEmbeddingStore writer = LuceneEmbeddingStore.open(folder, IDENTITY)) {
                writer.add(TestVectors.of("later"), TextSegment.from("later"));
            }
            Path added = files().stream()
                    .filter(file -> !before.contains(file) && file.toString().endsWith(".cfs"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(added);
            bytes[bytes.length / 2] ^= 1;
            Files.write(added, bytes);

            assertThatThrownBy(() -> count(reader))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("is damaged");
        }
    }

    @Test
    void should_tell_a_second_writer_within_five_seconds() {
        fill();
        try (IndexFolder first = open(IndexFolder.disk())) {
            first.update(transaction -> {
                long start = System.nanoTime();
                try (LuceneEmbeddingStore second = LuceneEmbeddingStore.open(folder, IDENTITY)) {
                    assertThatThrownBy(() -> second.add(TestVectors.of("x")))
                            .isInstanceOf(InvalidInputException.class)
                            .hasMessageContaining("is being written by another run");
                    assertThat(count(second)).as("reading goes on").isEqualTo(20);
                }
                assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
                return new HashMap<>();
            });
        }
    }

    @Test
    void should_proceed_over_a_lock_whose_process_is_gone() throws Exception {
        fill();
        Files.writeString(folder.resolve("write.lock"), "");

        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            store.add(TestVectors.of("x"));

            assertThat(count(store)).isEqualTo(21);
        }
    }

    @Test
    void should_keep_the_old_index_whichever_write_sync_or_rename_fails() throws Exception {
        fill();
        int failures = 0;
        for (int n = 1; ; n++) {
            FailingDisk disk = new FailingDisk(n);
            try (IndexFolder index = open(disk)) {
                try {
                    index.update(transaction -> {
                        transaction.put(
                                "new" + disk.number,
                                IndexedPassage.document(
                                        "new" + disk.number,
                                        TestVectors.of("new"),
                                        TextSegment.from("new"),
                                        TestVectors.DIMENSION));
                        return new HashMap<>();
                    });
                    break; // past the last operation
                } catch (UncheckedIOException e) {
                    assertThat(e).hasMessageContaining("could not be written (it is unchanged): no space left");
                    failures++;
                }
            }
            try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
                assertThat(count(store)).as("operation " + n + " failed").isEqualTo(20);
            }
        }

        assertThat(failures).isGreaterThan(5);
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            assertThat(count(store)).isEqualTo(21);
        }
    }

    @Test
    void should_show_no_index_whichever_write_of_a_first_build_fails() {
        for (int n = 1; n < 200; n++) {
            FailingDisk disk = new FailingDisk(n);
            try {
                IndexFolder.build(folder, IDENTITY, 100, disk, transaction -> new HashMap<>());
                assertThat(n).isGreaterThan(3);
                return;
            } catch (UncheckedIOException e) {
                assertThat(IndexFolder.exists(folder)).isFalse();
            }
        }
        throw new AssertionError("never succeeded");
    }

    @Test
    void should_leave_only_the_last_commit_on_disk() throws Exception {
        fill();
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            for (int i = 0; i < 30; i++) {
                store.addAll(List.of("same"), List.of(TestVectors.of("x" + i)), null);
                count(store);
            }
        }

        assertThat(files()).hasSizeLessThan(40);
        if (Files.exists(Path.of("/proc/self/maps"))) {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                assertThat(maps.filter(line -> line.contains(temporary.toString())))
                        .as("files still mapped")
                        .isEmpty();
            }
        }
    }

    private void fill() {
        try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
            List<String> ids = IntStream.range(0, 20).mapToObj(i -> "p" + i).toList();
            store.addAll(
                    ids,
                    ids.stream().map(TestVectors::of).toList(),
                    ids.stream().map(TextSegment::from).toList());
            store.removeAll(List.of("p3"));
            store.add("p3", TestVectors.of("p3"));
        }
    }

    private IndexFolder open(IndexFolder.Disk disk) {
        return IndexFolder.open(folder, IDENTITY, 100, disk);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.endsWith("write.lock")).sorted().toList();
        }
    }

    private void assertDamageIsNamed(String damage) {
        assertThatThrownBy(() -> {
                    try (LuceneEmbeddingStore store = LuceneEmbeddingStore.open(folder, IDENTITY)) {
                        count(store);
                    }
                })
                .as(damage)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is damaged");
    }

    private static int count(LuceneEmbeddingStore store) {
        return store.search(EmbeddingSearchRequest.builder()
                        .queryEmbedding(TestVectors.of("anything"))
                        .maxResults(1000)
                        .build())
                .matches()
                .size();
    }

    /** Fails the N-th creation, write-out, sync or rename. */
    private static final class FailingDisk implements IndexFolder.Disk {

        private final int number;
        private final AtomicInteger operations = new AtomicInteger();

        FailingDisk(int number) {
            this.number = number;
        }

        @Override
        public Directory open(Path folder) throws IOException {
            return new FilterDirectory(FSDirectory.open(folder)) {
                @Override
                public IndexOutput createOutput(String name, IOContext context) throws IOException {
                    operation();
                    IndexOutput output = in.createOutput(name, context);
                    return new FilterIndexOutput("failing " + name, name, output) {
                        @Override
                        public void close() throws IOException {
                            try {
                                operation();
                            } finally {
                                super.close();
                            }
                        }
                    };
                }

                @Override
                public void sync(Collection<String> names) throws IOException {
                    operation();
                    super.sync(names);
                }

                @Override
                public void rename(String source, String dest) throws IOException {
                    operation();
                    super.rename(source, dest);
                }

                @Override
                public void syncMetaData() throws IOException {
                    operation();
                    super.syncMetaData();
                }
            };
        }

        private void operation() throws IOException {
            if (operations.incrementAndGet() == number) {
                throw new IOException("no space left on device");
            }
        }
    }
}
