import ArgumentParser

/// `lanyard audit`.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read, export and prove the audit trail.",
        discussion: """
            Every call is one record in CloudTrail's shape, in files of JSON Lines under the data directory, each chained to \
            the one before by its hash. These commands read the files, so that they work while `lanyard up` runs and \
            when it does not.

            Example: lanyard audit --pod default/my-app-0 --denied
            """,
        subcommands: [ListAudit.self, ExportAudit.self, VerifyAudit.self],
        defaultSubcommand: ListAudit.self
    )
}
