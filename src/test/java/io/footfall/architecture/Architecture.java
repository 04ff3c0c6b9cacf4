package io.footfall.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/**
 * What may know what: pipelines know transforms, transforms know src, and never the other way.
 *
 * <p>The three source trees are compiled together, so that the compiler does not see these walls.
 *
 * @param root the package that has the packages {@code pipelines} and {@code transforms}; all else
 *     in it is src
 */
record Architecture(String root) {

  ArchRule transformsDoNotKnowPipelines() {
    return noClasses()
        .that(resideInAPackage(root + ".transforms.."))
        .should()
        .dependOnClassesThat(resideInAPackage(root + ".pipelines.."))
        .because("a transform is for any pipeline")
        .allowEmptyShould(true);
  }

  ArchRule srcKnowsNeitherTransformsNorPipelines() {
    return noClasses()
        .that(isSrc())
        .should()
        .dependOnClassesThat(resideInAnyPackage(root + ".transforms..", root + ".pipelines.."))
        .because("src is what both of them are made of")
        .allowEmptyShould(true);
  }

  ArchRule onlyPipelinesKnowOptionsAndRunners() {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .and(not(resideInAPackage(root + ".pipelines..")))
        // A source takes options in the methods that Beam calls, whether it wants them or not.
        .and(not(assignableTo(org.apache.beam.sdk.io.Source.class)))
        // It asks a connector for its source, by a pipeline of its own that never runs.
        .and(not(assignableTo("io.footfall.stream.UnderlyingSource")))
        // A source passes on the options with which Beam opens its readers.
        .and(not(assignableTo("io.footfall.stream.DataLoss")))
        .and(not(assignableTo("io.footfall.stream.MessageForm")))
        .and(not(assignableTo("io.footfall.stream.ShardRetention")))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.apache.beam.runners..", "org.apache.beam.sdk.options.."))
        .because("a transform is given what it needs, and runs on any runner")
        .allowEmptyShould(true);
  }

  /**
   * Options are parsed and validated once. What runs takes the resulting settings. The S3 clients
   * read their own option on workers.
   */
  ArchRule enginesDoNotKnowOptions() {
    return noClasses()
        .that(resideInAPackage(root + ".pipelines.."))
        .and(not(resideInAnyPackage(root + ".pipelines.options..", root + ".pipelines.s3..")))
        .and(not(nameMatching(".*(Options|Settings|Command)(\\$.*)?")))
        .should()
        .dependOnClassesThat(
            resideInAPackage(root + ".pipelines..")
                .and(assignableTo(org.apache.beam.sdk.options.PipelineOptions.class)))
        .because("options become settings in one place, which reports all problems together")
        .allowEmptyShould(true);
  }

  /** Also between {@code transforms.visits} and {@code transforms.purchases}. */
  ArchRule datasetKnowsNoOther(String dataset, String other) {
    return noClasses()
        .that(isOf(dataset))
        .should()
        .dependOnClassesThat(isOf(other))
        .because("a dataset is one package")
        .allowEmptyShould(true);
  }

  ArchRule sharedPackagesKnowNoDataset() {
    return noClasses()
        .that(resideInAPackage(root + ".."))
        .and(not(isOf("visits")))
        .and(not(isOf("purchases")))
        .should()
        .dependOnClassesThat(isOf("visits").or(isOf("purchases")))
        .because("a third dataset is a third package, and no change elsewhere")
        .allowEmptyShould(true);
  }

  ArchRule packagesSayWhatTheyAreFor() {
    return classes()
        .that(resideInAPackage(root + ".."))
        .should()
        .resideOutsideOfPackages("..util..", "..utils..", "..common..", "..helper..", "..helpers..")
        .because("such a name says nothing, and gathers everything")
        .allowEmptyShould(true);
  }

  /** Each package is a slice, whether or not another one begins with its name. */
  ArchRule packagesHaveNoCycles() {
    return slices()
        .matching(root + ".(**)")
        .should()
        .beFreeOfCycles()
        .because("packages in a cycle are one package, whatever their names")
        .allowEmptyShould(true);
  }

  private DescribedPredicate<JavaClass> isSrc() {
    return resideInAPackage(root + "..")
        .and(not(resideInAnyPackage(root + ".transforms..", root + ".pipelines..")));
  }

  private DescribedPredicate<JavaClass> isOf(String dataset) {
    return resideInAnyPackage(root + "." + dataset + "..", root + ".transforms." + dataset + "..");
  }
}
