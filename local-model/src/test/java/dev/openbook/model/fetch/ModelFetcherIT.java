package dev.openbook.model.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFetcherIT {

    @Test
    void should_bring_the_published_model_into_the_users_cache() {
        PublishedModel published = PublishedModel.SMOLLM2_135M_INSTRUCT;

        Path file = new ModelFetcher(System.out::println, Progress.none()).fetch(published);

        assertThat(file).hasSize(published.bytes());
        assertThat(Sha256.of(file)).isEqualTo(published.sha256());
    }

    @Test
    void should_need_no_source_once_the_model_is_cached() {
        Path file = ModelFetcher.quiet().fetch(PublishedModel.SMOLLM2_135M_INSTRUCT);
        Path cache = file.getParent().getParent();

        ModelFetcher withoutSources = new ModelFetcher(cache, List.of(), notice -> {}, Progress.none());

        assertThat(withoutSources.fetch(PublishedModel.SMOLLM2_135M_INSTRUCT)).isEqualTo(file);
    }
}
