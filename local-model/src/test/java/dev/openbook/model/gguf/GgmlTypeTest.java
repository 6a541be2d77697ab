package dev.openbook.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GgmlTypeTest {

    /** Random blocks and what another implementation (named in the file) makes of them. */
    @ParameterizedTest
    @EnumSource
    void should_decode_as_the_reference_does(GgmlType type) throws IOException {
        JsonNode reference = reference().get(type.name());
        byte[] bytes = Base64.getDecoder().decode(reference.get("bytes").textValue());
        JsonNode expected = reference.get("values");

        float[] values = decode(type, bytes);

        assertThat(values).hasSize(expected.size());
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).as("number %d", i).isEqualTo((float)
                    expected.get(i).doubleValue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void should_come_back_from_the_test_writer_within_a_rounding_step(GgmlType type) {
        Random random = new Random(3);
        float[] values = new float[512];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }

        float[] decoded = decode(type, Quantizer.encode(type, values));

        double step = type.blockSize() == 1 ? 0.02 : type.name().startsWith("Q4") ? 0.4 : 0.2;
        for (int i = 0; i < values.length; i++) {
            assertThat((double) decoded[i]).as("number %d", i).isBetween(values[i] - step, values[i] + step);
        }
    }

    private static float[] decode(GgmlType type, byte[] bytes) {
        int count = bytes.length / type.blockBytes() * type.blockSize();
        float[] values = new float[count];
        type.decode(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), 0, count, values, 0);
        return values;
    }

    private static JsonNode reference() throws IOException {
        try (InputStream in = GgmlTypeTest.class.getResourceAsStream("dequantised.json")) {
            return new ObjectMapper().readTree(in).get("types");
        }
    }
}
