/// One write: a record put in place of what had its key, or the removal of a key.
package enum StateChange: Sendable {
    case put(any StateRecord)
    case remove(Aggregate, key: String)
}
