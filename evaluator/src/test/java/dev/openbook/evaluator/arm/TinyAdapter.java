package dev.openbook.evaluator.arm;

import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.SafeTensorsFile;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.model.llama.Projection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** An adapter with random weights for {@link TinyGguf}'s last block: it changes what is said, and knows nothing. */
public final class TinyAdapter {

    private static final int RANK = 8;

    private TinyAdapter() {}

    /** Writes the adapter of a seed. */
    public static Path write(Path folder, String baseSha256, long seed) throws IOException {
        Random random = new Random(seed);
        int hidden = TinyGguf.seed(seed).hidden();
        LoraAdapter.Update update = new LoraAdapter.Update(tensor(random, RANK, hidden), tensor(random, hidden, RANK));
        new LoraAdapter(
                        "tiny",
                        Optional.of(baseSha256),
                        RANK,
                        2 * RANK,
                        Map.of(new LoraAdapter.Site(1, Projection.OUTPUT), update))
                .write(folder, SafeTensorsFile.Type.F32);
        return folder;
    }

    private static SafeTensorsFile.Tensor tensor(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new SafeTensorsFile.Tensor(rows, columns, values);
    }
}
