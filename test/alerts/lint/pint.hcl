// What pint demands of the alert rules. It asks no Prometheus: what only a server knows, other tests show.
// Each demand has a rule that breaks it in pint.test.ts.

parser {
  names = "legacy"
}

// Parts of a value are matched on purpose: states of PostgreSQL, policies of Redis, claims of a StatefulSet.
check "promql/regexp" {
  smelly = false
}

rule {
  match { kind = "alerting" }

  name "[A-Z][A-Za-z0-9]+" {
    severity = "bug"
    comment  = "Alerts have names in CamelCase."
  }

  label "severity" {
    severity = "bug"
    comment  = "Alertmanager routes by the severity."
    required = true
    values   = ["critical", "warning", "info"]
  }

  label "team" {
    severity = "bug"
    comment  = "The message says who acts."
    required = true
    values   = ["platform", "application"]
  }

  annotation "summary" {
    severity = "bug"
    comment  = "One line without a value: the alert is known by it while it fires."
    required = true
    value    = "[A-Z][^\\n{}]+\\."
  }

  annotation "description" {
    severity = "bug"
    comment  = "What, where and how much: it names labels."
    required = true
    value    = "(?s).*\\$labels\\..*"
  }

  annotation "runbook_url" {
    severity = "bug"
    comment  = "The runbook bears the name of the alert."
    required = true
    value    = "https://.+/{{ $alert }}[.]md"
  }
}

// How long to wait, and to go on: a page is no good after a quarter of an hour, and the same day is over after a few.
// The two limits have to differ: of two equal ones in a rule pint checks the first alone.
rule {
  match {
    kind = "alerting"
    label "severity" { value = "critical" }
  }

  for { max = "15m" }

  keep_firing_for { max = "30m" }
}

rule {
  match {
    kind = "alerting"
    label "severity" { value = "warning|info" }
  }

  for { max = "3h" }

  keep_firing_for { max = "4h" }
}

rule {
  match { kind = "recording" }

  name "[a-z_]+:[a-z0-9_]+:[a-z0-9_]+" {
    severity = "bug"
    comment  = "Recordings are named level:metric:operations."
  }
}

// Names that many exporters have: without a job, the metrics of another are taken for those meant. (The http_ metrics of exporters
// are left out on one side of each join, by their jobs.)
rule {
  selector "(up|(process|scrape)_.+)" {
    severity       = "bug"
    comment        = "Several jobs have this metric."
    requiredLabels = ["job"]
  }
}

// What routing, inhibition and the messages need of each subject. A subject is a file.
rule {
  aggregate ".+" {
    severity = "bug"
    comment  = "Alerts are grouped by namespace."
    keep     = ["namespace"]
  }
}

rule {
  match { path = ".*/qualisys-(application|requests)[.]yaml" }

  aggregate ".+" {
    severity = "bug"
    comment  = "The job is the service."
    keep     = ["job"]
  }
}

rule {
  match { path = ".*/qualisys-nodes[.]yaml" }

  aggregate ".+" {
    severity = "bug"
    comment  = "The instance is the node."
    keep     = ["job", "instance"]
  }
}

rule {
  match { path = ".*/qualisys-database[.]yaml" }

  aggregate ".+" {
    severity = "bug"
    comment  = "A database is down over what else is said of it by these."
    keep     = ["job", "database"]
  }
}

rule {
  match { path = ".*/qualisys-cache[.]yaml" }

  aggregate ".+" {
    severity = "bug"
    comment  = "A cache is down over what else is said of it by these."
    keep     = ["job", "cache"]
  }
}

// It looks back six hours: an evaluation more or less does not matter.
rule {
  match { name = "job:http_requests:expected" }

  disable = ["rule/dependency"]
}

// pint takes a label of a selector inside the aggregation for one of the result: here `status` of the division's left side.
rule {
  match { name = "HighErrorRate" }

  disable = ["promql/impossible"]
}
