package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.SourceSet.Told;
import java.util.List;

/**
 * A source before its place among the others is known.
 *
 * @param source what is read
 * @param told what it tells, in no source yet
 */
record SourceDraft(ReadingSource source, List<Told> told) {}
