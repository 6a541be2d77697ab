package dev.openbook.finetune.train;

import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything a run needs to continue bit for bit: weights, both moments of AdamW and the step.
 *
 * <p>Written whole or not at all, behind a hash, so that the file is there and right or is not used.
 *
 * @param run tells this run's data and settings from others; a checkpoint of another run is refused
 * @param step how many steps are done
 */
record Checkpoint(String run, int step, float[] weights, float[] firstMoment, float[] secondMoment) {

    static final String FILE = "checkpoint.bin";

    void write(Path folder) throws IOException {
        byte[] numbers = numbers();
        AtomicFiles.write(folder.resolve(FILE), out -> {
            DataOutputStream data = new DataOutputStream(out);
            data.writeUTF(run);
            data.writeUTF(Sha256.of(numbers));
            data.writeInt(step);
            data.writeInt(weights.length);
            data.write(numbers);
            data.flush();
        });
    }

    /**
     * The checkpoint in a folder, if there is one.
     *
     * @throws InvalidInputException if it belongs to another run or is damaged
     */
    static Optional<Checkpoint> read(Path folder, String run, int size) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (DataInputStream data = new DataInputStream(Files.newInputStream(file))) {
            String foundRun = data.readUTF();
            String hash = data.readUTF();
            int step = data.readInt();
            int foundSize = data.readInt();
            if (!foundRun.equals(run) || foundSize != size) {
                throw new InvalidInputException(file + ": must belong to this run's data and settings, but was made by"
                        + " another (choose another output folder, or delete it)");
            }
            byte[] numbers = data.readNBytes(3 * size * Float.BYTES);
            if (numbers.length != 3 * size * Float.BYTES || !Sha256.of(numbers).equals(hash)) {
                throw new InvalidInputException(file + ": is damaged (delete it to start again)");
            }
            FloatBuffer floats = ByteBuffer.wrap(numbers).asFloatBuffer();
            float[][] parts = new float[3][size];
            for (float[] part : parts) {
                floats.get(part);
            }
            return Optional.of(new Checkpoint(run, step, parts[0], parts[1], parts[2]));
        }
    }

    private byte[] numbers() {
        ByteBuffer bytes = ByteBuffer.allocate(3 * weights.length * Float.BYTES);
        bytes.asFloatBuffer().put(weights).put(firstMoment).put(secondMoment);
        return bytes.array();
    }
}
