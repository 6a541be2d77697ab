/**
 * What every module needs and none should write twice: files that are whole or absent, hashes, errors a person can act
 * on, progress, and the cache folder.
 *
 * <p>Nothing comes in from other modules; start reading at {@code dev.openbook.model} or {@code dev.openbook.rag}.
 */
package dev.openbook.foundation;
