// Package v2beta2 stands in for the package of this name, which k8s.io/api
// holds until 0.35. github.com/fluxcd/pkg/ssa still names these types in a
// function that the provider does not call and that meets no such object
// anyway: client-go's scheme does not know the kind any more, and Kubernetes
// serves it no more since 1.26. Without this package the provider would need
// Kubernetes libraries other than those of the other modules, a tenth of all
// that is compiled.
package v2beta2

import metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

// HorizontalPodAutoscaler has the fields that are read.
type HorizontalPodAutoscaler struct {
	metav1.ObjectMeta
	Spec struct{ Metrics []MetricSpec }
}

// MetricSpec has the field that is read.
type MetricSpec struct{ Type string }
