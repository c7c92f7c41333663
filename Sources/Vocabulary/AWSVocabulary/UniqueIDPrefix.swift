/// The four letters that tell what an IAM unique id or access key stands for.
package enum UniqueIDPrefix: String, Sendable, CaseIterable {
    case role = "AROA"
    case user = "AIDA"
    case managedPolicy = "ANPA"
    case instanceProfile = "AIPA"
    case longTermKey = "AKIA"
    case temporaryKey = "ASIA"
}
