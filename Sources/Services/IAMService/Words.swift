import AWSProtocols

/// IAM's faults, in AWS's codes, statuses and words (IAM API Reference, "Errors" of each operation).
enum Words {
    static func noSuchEntity(_ message: String) -> Fault { Fault("NoSuchEntity", status: 404, message) }

    static func alreadyExists(_ message: String) -> Fault { Fault("EntityAlreadyExists", status: 409, message) }

    static func deleteConflict(_ message: String) -> Fault { Fault("DeleteConflict", status: 409, message) }

    static func limitExceeded(_ message: String) -> Fault { Fault("LimitExceeded", status: 409, message) }

    static func quota(_ name: String, _ value: Int) -> Fault {
        limitExceeded("Cannot exceed quota for \(name): \(value)")
    }

    static func invalidInput(_ message: String) -> Fault { Fault("InvalidInput", status: 400, message) }

    static func malformedPolicy(_ message: String, log: String? = nil) -> Fault {
        Fault("MalformedPolicyDocument", status: 400, message, log: log)
    }

    static func noRole(_ name: String) -> Fault { noSuchEntity("The role with name \(name) cannot be found.") }

    static func noUser(_ name: String) -> Fault { noSuchEntity("The user with name \(name) cannot be found.") }

    static func noProfile(_ name: String) -> Fault { noSuchEntity("Instance Profile \(name) cannot be found.") }

    static func noProvider(_ arn: String) -> Fault { noSuchEntity("OpenIDConnect Provider not found for arn \(arn)") }

    static func noPolicy(_ arn: String) -> Fault { noSuchEntity("Policy \(arn) was not found.") }

    static func noVersion(_ id: String, of arn: String) -> Fault {
        noSuchEntity("Policy \(arn) version \(id) does not exist or is not attachable.")
    }

    static func noAccessKey(_ id: String) -> Fault { noSuchEntity("The Access Key with id \(id) cannot be found.") }

    static func notAttachable(_ arn: String) -> Fault {
        noSuchEntity("Policy \(arn) does not exist or is not attachable.")
    }

    static func noBoundary(_ arn: String) -> Fault {
        noSuchEntity("Scope ARN: \(arn) does not exist or is not attachable.")
    }

    static func invalidPrincipal(_ principal: String) -> Fault {
        malformedPolicy("Invalid principal in policy: \"AWS\":\"\(principal)\"")
    }

    static func inlineSize(_ limit: Int, of kind: String, _ name: String) -> Fault {
        limitExceeded("Maximum policy size of \(limit) bytes exceeded for \(kind) \(name)")
    }

    static func invalidARN(_ text: String) -> Fault { invalidInput("ARN \(text) is not valid.") }

    static let serviceRolePolicy = Fault(
        "PolicyNotAttachable",
        status: 400,
        "Cannot attach a Service Role Policy to a Customer Role."
    )
    static let outsideAccount = Fault(.accessDenied, "Policy is outside your own account.")
    static let defaultVersion = deleteConflict("Cannot delete the default version of a policy.")
    static let tooManyVersions = limitExceeded(
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing "
            + "version."
    )
    static let versionsRemain = deleteConflict(
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. "
            + "The default version is deleted with the policy."
    )
    static let policyInUse = deleteConflict("Cannot delete a policy attached to entities.")
    static let policiesAttached = deleteConflict("Cannot delete entity, must detach all policies first.")
    static let policiesInline = deleteConflict("Cannot delete entity, must delete policies first.")
    static let roleInProfile = deleteConflict(
        "Cannot delete entity, must remove roles from instance profile first."
    )
    static let accessKeysRemain = deleteConflict("Cannot delete entity, must delete access keys first.")
    static let tooManyTags = limitExceeded("The number of tags has reached the maximum limit.")
    static let duplicateTags = invalidInput(
        "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    )
    static let reservedTag = invalidInput("Tag keys that begin with aws: are reserved for system use.")
    static let invalidProviderURL = Fault(.validation, "Invalid Open ID Connect Provider URL")
    static let tooManyThumbprints = invalidInput("Thumbprint list must contain fewer than 5 entries.")
    static let invalidMarker = Fault(.validation, "Invalid Marker.")
    static let callerIsNoUser = Fault(.validation, "Must specify userName when calling with non-User credentials")
}
