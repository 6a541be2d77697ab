/**
 * Records that teach a model to read: numbered sources and a question in, the value with its source out, or a refusal.
 *
 * <p>Two origins: {@link dev.openbook.finetune.dataset.reader.SyntheticReading}, made up from a vocabulary of invented
 * domains (single statements put together, and whole pages with slots for their values), and {@link dev.openbook.finetune.dataset.reader.SquadReading}, cut from a file of questions on encyclopedia
 * articles. Both give {@link dev.openbook.finetune.dataset.reader.ReadingRecord}s; the prompt they become is rendered by
 * whoever serves it later ({@link dev.openbook.finetune.dataset.reader.SourcesRenderer}).
 */
package dev.openbook.finetune.dataset.reader;
