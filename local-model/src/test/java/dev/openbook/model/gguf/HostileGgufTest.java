package dev.openbook.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to break the reader: each is refused with one line, soon, and without taking memory for what is not there. */
class HostileGgufTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** {@code -Dopenbook.fuzz.rounds=1000000 -Dopenbook.fuzz.seed=…} for a longer or another search. */
    private static final int ROUNDS = Integer.getInteger("openbook.fuzz.rounds", 1_500);

    private static final long SEED = Long.getLong("openbook.fuzz.seed", 20_261_122L);

    @TempDir
    Path folder;

    static Stream<Arguments> refusals() {
        long huge = 1L << 62;
        return Stream.of(
                refusal("is not a GGUF model file", new byte[0]),
                refusal("is not a GGUF model file", new byte[] {'G', 'G', 'U'}),
                refusal("is not a GGUF model file", "PK\3\4 a pickle in a zip".getBytes()),
                refusal("version must be 2 or 3, but is 1", llama().version(1)),
                refusal("version must be 2 or 3, but is 4", llama().version(4)),
                refusal("is a big-endian GGUF file", llama().version(3 << 24)),
                refusal("the tensor list needs", llama().toBytes(huge, 1)),
                refusal("the tensor list needs", llama().toBytes(-1, 1)),
                refusal("the metadata needs", llama().toBytes(0, huge)),
                refusal("the metadata needs", llama().toBytes(0, -1)),
                refusal("metadata 'general.architecture' is missing", new GgufWriter().put("general.name", "x")),
                refusal(
                        "architecture 'mamba' is not supported (supported: llama)",
                        new GgufWriter().put("general.architecture", "mamba")),
                refusal("metadata 'a' is there twice", llama().put("a", 1).put("a", 1)),
                refusal("metadata 'a' needs " + huge, llama().rawValue("a", 8, int64(huge))),
                refusal("metadata 'a' needs", llama().rawValue("a", 8, int64(-1))),
                refusal("metadata 'a' needs", llama().rawValue("a", 9, array(4, huge))),
                refusal("metadata 'a' needs", llama().rawValue("a", 9, array(8, 1L << 40))),
                refusal("metadata 'a' is an array of arrays", llama().rawValue("a", 9, array(9, 1))),
                refusal("metadata 'a' has entries of an unknown type: 77", llama().rawValue("a", 9, array(77, 1))),
                refusal("metadata 'a' has an unknown type: 13", llama().rawValue("a", 13, int64(0))),
                refusal("metadata 'a' must be 0 or 1, but is 2", llama().rawValue("a", 7, new byte[] {2})),
                refusal(
                        "metadata 'a' must be UTF-8",
                        llama().rawValue("a", 8, concat(int64(2), new byte[] {(byte) 0xc3, 0x28}))),
                refusal("'general.alignment' must be a power of two", llama().put("general.alignment", 24)),
                refusal("'general.alignment' must be a power of two", llama().put("general.alignment", 0)),
                refusal("'general.alignment' must be a power of two", llama().put("general.alignment", "32")),
                refusal("tensor 't' must have 1 to 4 dimensions, but has 5", tensor(0, 0, 4, 1, 1, 1, 1, 1)),
                refusal("tensor 't' must have 1 to 4 dimensions, but has 0", tensor(0, 0, 4)),
                refusal("tensor 't' must have dimensions from 1", tensor(0, 0, 4, 0)),
                refusal("tensor 't' must have dimensions from 1", tensor(0, 0, 4, -1)),
                refusal("tensor 't' has more numbers than", tensor(0, 0, 4, 1 << 30, 1 << 30, 1 << 30)),
                refusal("tensor 't' is 17179869184 bytes long", tensor(0, 0, 4, 1 << 30, 4)),
                refusal("tensor 't' needs 4096 bytes at offset 0", tensor(0, 0, 4, 1024)),
                refusal("tensor 't' must begin at a multiple of 32", tensor(0, 4, 4, 1)),
                refusal("tensor 't' must begin at a multiple of 32", tensor(0, -32, 4, 1)),
                refusal("tensor 't' needs 4 bytes at offset 9223372036854775776", tensor(0, Long.MAX_VALUE - 31, 4, 1)),
                refusal("tensor 't' of type Q8_0 must have rows of a multiple of 32 numbers", tensor(8, 0, 34, 31)),
                refusal("tensor 't' has the type Q2_K, which is not supported", tensor(10, 0, 84, 256)),
                refusal("tensor 't' has the type number 4294967295", tensor(-1, 0, 4, 1)),
                refusal("a hole of 32 bytes lies between the header and tensor 't'", tensor(0, 32, 36, 1)),
                refusal("tensor 't' is there twice", both("t", 32)),
                refusal("overlaps tensor", both("u", 0)),
                refusal("a hole of 60 bytes lies between tensor 't' and tensor 'u'", both("u", 64)),
                refusal(
                        "has 96 bytes that belong to no tensor after tensor 't'",
                        concat(tensor(0, 0, 4, 1).toBytes(), new byte[68])),
                refusal(
                        "a tensor's name must be at most 64 bytes",
                        llama().rawTensor("n".repeat(65), 0, 0, new byte[4], 1)));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void should_refuse_by_name(String message, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("hostile.gguf"), bytes);
        long start = System.nanoTime();

        assertThatThrownBy(() -> GgufFile.open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("hostile.gguf: ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n")
                .hasSizeLessThan(300);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    }

    @Test
    void should_refuse_more_array_entries_than_any_vocabulary_has() throws IOException {
        byte[] entries = new byte[3 << 20]; // there, but absurd
        Path file = Files.write(
                folder.resolve("entries.gguf"),
                llama().rawValue("a", 9, concat(array(0, entries.length), entries))
                        .toBytes());

        assertThatThrownBy(() -> GgufFile.open(file)).hasMessageContaining("all arrays together may have 2097152");
    }

    @Test
    void should_refuse_a_folder_and_a_missing_file() {
        assertThatThrownBy(() -> GgufFile.open(folder)).hasMessageContaining("model file not found");
        assertThatThrownBy(() -> GgufFile.open(folder.resolve("none.gguf")))
                .hasMessageContaining("model file not found");
    }

    @Test
    void should_keep_control_characters_of_names_out_of_messages() throws IOException {
        Path file = Files.write(
                folder.resolve("escape.gguf"),
                new GgufWriter().put("general.architecture", "\u001b[31mred\n").toBytes());

        assertThatThrownBy(() -> GgufFile.open(file)).hasMessageContaining("architecture '?[31mred?'");
    }

    @Test
    void should_refuse_a_file_cut_anywhere() throws IOException {
        GgufWriter writer = small();
        byte[] whole = writer.toBytes();
        int[] lengths = IntStream.concat(
                        IntStream.range(0, writer.headerBytes()),
                        writer.tensorEnds().stream()
                                .limit(writer.tensorEnds().size() - 1L)
                                .flatMapToInt(end -> IntStream.of(end - 1, end, end + 1)))
                .toArray();

        for (int length : lengths) {
            Path file = Files.write(folder.resolve("cut-" + length + ".gguf"), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> GgufFile.open(file))
                    .as("cut after %d bytes", length)
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void should_open_or_refuse_a_file_with_random_damage_but_never_fail_otherwise() throws IOException {
        byte[] whole = small().toBytes();
        int header = small().headerBytes();
        Random random = new Random(SEED);
        int opened = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0, changes = 1 + random.nextInt(4); i < changes; i++) {
                damage(random, damaged, header);
            }
            Path file = Files.write(folder.resolve("damaged-" + round + ".gguf"), damaged);
            long start = System.nanoTime();
            try (GgufFile model = GgufFile.open(file)) {
                model.tensorNames().forEach(name -> model.tensor(name).data());
                opened++;
            } catch (InvalidInputException refused) {
                assertThat(refused.faults()).hasSize(1);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("openbook.fuzz.seed=" + SEED + ", round " + round, e);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("openbook.fuzz.seed=%d, round %d", SEED, round)
                    .isLessThan(LIMIT);
        }
        assertThat(opened).as("openbook.fuzz.seed=%d", SEED).isBetween(1, ROUNDS - 1);
    }

    private static void damage(Random random, byte[] bytes, int header) {
        int at = random.nextInt(header);
        switch (random.nextInt(3)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt();
            default -> { // a whole size or offset
                long[] sizes = {-1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31, 1L << 32, random.nextLong()};
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Math.min(at, header - 8), sizes[random.nextInt(sizes.length)]);
            }
        }
    }

    /** A little of everything, so that damage anywhere hits something. */
    private static GgufWriter small() {
        return llama().put("text", "some text")
                .put("int", 7)
                .put("long", 1L << 40)
                .put("float", 0.5f)
                .put("flag", true)
                .put("texts", List.of("one", "two", ""))
                .put("ints", new int[] {1, 2, 3})
                .tensor("a", GgmlType.F32, new float[6], 2, 3)
                .tensor("b", GgmlType.Q4_0, new float[64], 2, 32)
                .tensor("c", GgmlType.BF16, new float[3], 3);
    }

    private static GgufWriter llama() {
        return new GgufWriter().put("general.architecture", "llama");
    }

    private static GgufWriter tensor(int type, long offset, int bytes, long... dimensions) {
        return llama().rawTensor("t", type, offset, new byte[bytes], dimensions);
    }

    private static GgufWriter both(String secondName, long secondOffset) {
        return tensor(0, 0, 4, 1).rawTensor(secondName, 0, secondOffset, new byte[68], 1);
    }

    private static Arguments refusal(String message, GgufWriter writer) {
        return refusal(message, writer.toBytes());
    }

    private static Arguments refusal(String message, byte[] bytes) {
        return Arguments.of(message, bytes);
    }

    private static byte[] array(int type, long count) {
        return ByteBuffer.allocate(12)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(type)
                .putLong(count)
                .array();
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
