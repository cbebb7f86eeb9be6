// Figures are quoted, so how they are rounded and lined up is checked to the character.

import Testing
import Workbench

@Suite struct TableTests {
    @Test(arguments: [
        (1.005, 0, "1"), (0.996, 2, "1.00"), (0.05, 2, "0.05"), (12.3456, 2, "12.35"), (-0.5, 1, "-0.5"),
        (0, 2, "0.00"), (.nan, 2, "-"), (.infinity, 0, "-"), (1e300, 1, "-"),
    ])
    func roundedNumbers(value: Double, decimals: Int, text: String) {
        #expect(fixed(value, decimals: decimals) == text)
    }

    @Test func columnsLineUp() {
        #expect(table([["a", "bb", "c"], ["long", "1", "22"]]) == "a     bb   c\nlong   1  22")
        #expect(table([]) == "")
    }
}
