package import JSONTree

/// A usual mistake that explains a refusal, and what to write instead.
package struct Mistake: Sendable, Hashable {
    /// What kind of slip it is, for programs.
    package enum Kind: String, Sendable, CaseIterable {
        // The token
        case notTheToken
        case legacyToken
        case tokenForKubernetes
        case expiredToken
        // The provider
        case missingProvider
        case providerTypo
        case otherCluster
        case otherRegion
        case otherAccount
        case schemeInProvider
        case slashAtEnd
        case audienceNotAccepted
        // The trust policy
        case otherAction
        case tagSessionMissing
        case roleOfPodIdentity
        case roleOfWebIdentity
        case awsPrincipalForToken
        case principalTypo
        case keyIsARN
        case keyHasScheme
        case keyWithoutIssuer
        case keyTypo
        case tagOfCaller
        case subjectInAudience
        case audienceInSubject
        case subjectWithoutPrefix
        case literalWildcard
        case swappedParts
        case letterCase
        case blanks
        case valueTypo
        case severalValues
        case variablesInOldVersion
        case missingVariable
        case unusableOperand
        // Resources
        case bucketWithoutObjects
        case objectsWithoutBucket
        // Roles and service accounts
        case roleTypo
        case missingRole
        case missingAnnotation
    }

    package let kind: Kind
    /// What is the matter, in one sentence.
    package let says: String
    /// What to do about it.
    package let remedy: String

    package init(_ kind: Kind, _ says: String, remedy: String) {
        self.kind = kind
        self.says = says
        self.remedy = remedy
    }

    package var json: JSON {
        ["mistake": .string(kind.rawValue), "says": .string(says), "remedy": .string(remedy)]
    }
}
