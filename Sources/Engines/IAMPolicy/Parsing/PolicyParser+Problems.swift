import JSONTree

extension PolicyParser {
    /// Everything that is wrong with a document, in the order it is written: every mistake of its own members, and of each
    /// statement the first.
    func problems(in root: LocatedJSON) -> [PolicyDocumentError] {
        do throws(PolicyDocumentError) {
            _ = try document(root)
            return []
        } catch let first {
            guard case .object(let members) = root.content else { return [first] }
            var problems = members.filter { !Self.members.contains($0.key) }.map(Self.unknown)
            do throws(PolicyDocumentError) { _ = try version(root) } catch { problems.append(error) }
            do throws(PolicyDocumentError) { if let id = root["Id"] { _ = try string(id, "Id") } } catch {
                problems.append(error)
            }
            let hasVariables = root["Version"]?.json == "2012-10-17"
            var sids: Set<String> = []
            let elements = root["Statement"].map { Self.elements(of: $0) } ?? []
            for (index, element) in elements.enumerated() {
                do throws(PolicyDocumentError) {
                    _ = try statement(element, index, hasVariables, ConditionNumbering(), &sids)
                } catch { problems.append(error) }
            }
            // Such as statements that are missing altogether.
            if problems.isEmpty { problems.append(first) }
            return problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        }
    }
}
