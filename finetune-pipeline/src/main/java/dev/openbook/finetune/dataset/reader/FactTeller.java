package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.SourceSet.Told;
import dev.openbook.finetune.dataset.reader.Vocabulary.Attribute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Decides what the sources of one prompt tell: no subject's attribute twice, no value twice. */
final class FactTeller {

    /** How often a fact comes with an earlier value that is called out of date. */
    private static final double FORMER = 0.13;

    private final Random random;
    private final Filler filler;
    private final boolean manyForms;
    private final Map<Attribute, Integer> styles = new HashMap<>();
    private final Set<String> usedValues = new HashSet<>();
    private final List<Told> told = new ArrayList<>();

    /** @param manyForms whether values are written in several ways, one for an attribute in a prompt */
    FactTeller(Random random, Filler filler, boolean manyForms) {
        this.random = random;
        this.filler = filler;
        this.manyForms = manyForms;
    }

    /** Begins with the sources of another prompt. */
    void forget() {
        styles.clear();
        usedValues.clear();
        told.clear();
    }

    /** All that is told in this prompt so far. */
    List<Told> told() {
        return told;
    }

    /** One of the attributes, mostly of the first four so that siblings share them; null where too few would stay untold. */
    Told tell(Subject subject, List<Attribute> core, List<Told> mine) {
        List<Attribute> open = core.stream().filter(a -> !isTold(subject, a)).toList();
        if (open.size() < 3) {
            return null;
        }
        int first = random.nextDouble() < 0.75 ? Math.min(4, open.size()) : open.size();
        return tell(subject, open.get(random.nextInt(first)), mine);
    }

    /** The attribute with a value of its own; pages say what they say, so there no earlier one is added. */
    Told tell(Subject subject, Attribute attribute, List<Told> mine) {
        String former = attribute.id() == null && random.nextDouble() < FORMER ? value(attribute) : null;
        Told fact = new Told(subject, attribute, value(attribute), former, -1);
        told.add(fact);
        mine.add(fact);
        return fact;
    }

    private boolean isTold(Subject subject, Attribute attribute) {
        return told.stream()
                .anyMatch(t -> t.subject().equals(subject) && t.attribute().equals(attribute));
    }

    /** A value that no other fact of the set has, as long as there are enough. */
    private String value(Attribute attribute) {
        int style = manyForms ? styles.computeIfAbsent(attribute, a -> random.nextInt(ValueForms.STYLES)) : 0;
        String value = draw(attribute, style);
        for (int i = 0; i < 30 && !usedValues.add(value); i++) {
            value = draw(attribute, style);
        }
        return value;
    }

    private String draw(Attribute attribute, int style) {
        return ValueForms.write(filler.fill(attribute.value()), style);
    }
}
