module k8s.io/api/autoscaling/v2beta2

go 1.26.0

require k8s.io/apimachinery v0.36.3
