package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.finetune.train.TrainingRecord;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What making a given adapter took, as training recorded it then and not in this run. */
final class AdapterCost {

    private static final double MINUTE = 60;

    private AdapterCost() {}

    /** Counted if the adapter learned the corpus, named if it serves every corpus. */
    static Cost of(AdapterRole role, Path folder) {
        Optional<TrainingRecord> record = TrainingRecord.read(folder);
        if (record.isEmpty()) {
            return named(role.id() + " adapter: what training it took is not recorded");
        }
        TrainingRecord spent = record.get();
        String took = String.format(
                Locale.ROOT, "%s adapter, %.0f minutes of training", role.id(), spent.wallSeconds() / MINUTE);
        return role.knowsCorpus()
                ? new Cost(
                        spent.wallSeconds(),
                        spent.cpuSeconds(),
                        spent.bytesWritten(),
                        0,
                        List.of(took + ", recorded when it was made and not in this run"))
                : named(took + " on other text, not counted: it is made once for every corpus");
    }

    private static Cost named(String what) {
        return new Cost(0, 0, 0, 0, List.of(what));
    }
}
