package dev.openbook.model.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter.Site;
import dev.openbook.model.adapter.LoraAdapter.Update;
import dev.openbook.model.adapter.SafeTensorsFile.Tensor;
import dev.openbook.model.adapter.SafeTensorsFile.Type;
import dev.openbook.model.llama.Projection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoraAdapterTest {

    @TempDir
    Path folder;

    @Test
    void should_read_back_what_it_wrote() throws IOException {
        LoraAdapter adapter = adapter(2, 4, 3);

        adapter.write(folder, Type.F32);
        LoraAdapter read = LoraAdapter.read(folder);

        assertThat(read).usingRecursiveComparison().isEqualTo(adapter);
    }

    @Test
    void should_write_equal_bytes_for_equal_adapters() throws IOException {
        adapter(2, 4, 3).write(folder.resolve("one"), Type.BF16);
        adapter(2, 4, 3).write(folder.resolve("two"), Type.BF16);

        assertThat(LoraAdapter.hashOf(folder.resolve("one"))).isEqualTo(LoraAdapter.hashOf(folder.resolve("two")));
    }

    @Test
    void should_merge_scaled_product() {
        Tensor a = new Tensor(1, 2, new float[] {1, 2});
        Tensor b = new Tensor(3, 1, new float[] {1, 10, 100});
        LoraAdapter adapter = new LoraAdapter(
                "base", Optional.empty(), 1, 2, Map.of(new Site(0, Projection.QUERY), new Update(a, b)));
        float[] weight = {1, 1, 1, 1, 1, 1};

        adapter.mergeInto(0, Projection.QUERY, weight);
        adapter.mergeInto(1, Projection.QUERY, weight);

        assertThat(weight).containsExactly(3, 5, 21, 41, 201, 401);
    }

    @Test
    void should_refuse_a_base_of_other_shapes() {
        assertThatThrownBy(() -> adapter(2, 4, 3).mergeInto(0, Projection.QUERY, new float[11]))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layer 0 q_proj changes 3 x 4 of 11 weights");
    }

    @Test
    void should_refuse_nan() {
        Tensor a = new Tensor(1, 1, new float[] {Float.NaN});
        Tensor b = new Tensor(1, 1, new float[] {1});

        assertThatThrownBy(() -> new LoraAdapter(
                        "base", Optional.empty(), 1, 1, Map.of(new Site(3, Projection.UP), new Update(a, b))))
                .hasMessageContaining("layers.3.mlp.up_proj.lora_A.weight has NaN");
    }

    @ParameterizedTest
    @CsvSource({
        "\"bias\" : \"none\", \"bias\" : \"all\", 'bias' must be none",
        "\"use_dora\" : false, \"use_dora\" : true, 'use_dora' must be false",
        "q_proj, c_attn, 'target_modules' must name linear layers",
        "\"r\" : 2, \"r\" : 3, must have that rank everywhere",
        "LORA, LOHA, 'peft_type' must be LORA"
    })
    void should_refuse_what_it_does_not_do(String valid, String invalid, String message) throws IOException {
        adapter(2, 4, 3).write(folder, Type.F32);
        Path config = folder.resolve(LoraAdapter.CONFIG_FILE);
        Files.writeString(config, Files.readString(config).replace(valid, invalid));

        assertThatThrownBy(() -> LoraAdapter.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]},\"x\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,1,1,1,2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1,-2],\"data_offsets\":[0,-8]}}",
                "[]",
                "{\"x\":"
            })
    @Timeout(30)
    void should_refuse_a_hostile_header(String header) throws IOException {
        Path file = Files.write(folder.resolve("hostile.safetensors"), file(header, 8));

        assertThatThrownBy(() -> SafeTensorsFile.read(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("hostile.safetensors: ");
    }

    @Test
    @Timeout(120)
    void should_refuse_every_truncation() throws IOException {
        adapter(2, 4, 3).write(folder, Type.BF16);
        byte[] whole = Files.readAllBytes(folder.resolve(LoraAdapter.WEIGHTS_FILE));
        Path cut = folder.resolve("cut.safetensors");

        for (int length = 0; length < whole.length; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafeTensorsFile.read(cut)).isInstanceOf(InvalidInputException.class);
        }
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static LoraAdapter adapter(int rank, int in, int out) {
        Random random = new Random(1);
        return new LoraAdapter(
                "tiny",
                Optional.of("ab".repeat(32)),
                rank,
                8,
                Map.of(
                        new Site(0, Projection.QUERY), new Update(matrix(random, rank, in), matrix(random, out, rank)),
                        new Site(2, Projection.QUERY),
                                new Update(matrix(random, rank, in), matrix(random, out, rank))));
    }

    private static Tensor matrix(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new Tensor(rows, columns, values);
    }
}
