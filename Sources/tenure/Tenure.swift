import ArgumentParser

@main
struct Tenure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tenure",
    abstract: "Measures who stays, who leaves and why, from facts that are never edited.",
    version: "0.1.0",
    subcommands: [
      Import.self, Rates.self, Report.self, BridgeReport.self, Explain.self,
      Compare.self, Restatements.self, CRR.self, Export.self, Settings.self, Rebuild.self,
      Cohorts.self, Verify.self,
    ])
}

/// Where a command finds the workspace.
struct WorkspaceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The workspace's folder (default: TENURE_WORKSPACE, else ./workspace).",
    completion: .directory)
  var workspace: String?
}
