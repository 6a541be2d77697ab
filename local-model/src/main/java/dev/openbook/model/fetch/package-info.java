/**
 * Finds a model's file: where the user says, in the cache, on the model hub, or inside a Python package.
 *
 * <p>In: a {@link dev.openbook.model.fetch.PublishedModel}. Out: the path of a file whose size and SHA-256 are the published
 * ones. Next: {@code gguf} opens it.
 */
package dev.openbook.model.fetch;
